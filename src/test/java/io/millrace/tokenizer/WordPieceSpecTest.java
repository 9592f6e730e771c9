package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WordPiece vocabularies as GGUF files spell them, against the same ones of folders. */
class WordPieceSpecTest {

  /** A piece that begins with the mark itself, and the goldens' added tokens for whole words. */
  private static final Pattern NOT_TO_BE_SPELLED = Pattern.compile("▁|[Tt]ag");

  /** Small and made by hand. */
  private static Vocabularies small() {
    return new Vocabularies()
        .add(TokenKind.CONTROL, "[PAD]", "[UNK]", "[CLS]", "[SEP]")
        .add(TokenKind.NORMAL, "▁play", "ing", "▁cafe", "▁中", "▁,", "[unused1]");
  }

  private static TextTokenizer tokenizer(Vocabulary vocabulary, SpecialIds ids) {
    TokenizerSpec spec =
        new TokenizerSpec(
            "bert",
            "",
            vocabulary,
            PackedStrings.of(List.of()),
            ids,
            TextRules.defaults("bert", ""));
    return assertInstanceOf(TextTokenizer.class, Tokenizers.of(spec));
  }

  private static String messageOf(Vocabulary vocabulary, SpecialIds ids) {
    return assertThrows(IllegalArgumentException.class, () -> tokenizer(vocabulary, ids))
        .getMessage();
  }

  /** The vocabulary of a tokenizer.json, spelled as GGUF files have it. */
  private static Vocabulary converted(JsonField tokenizer) {
    Set<String> control = new HashSet<>();
    for (JsonField token : tokenizer.require("added_tokens").elements()) {
      if (token.require("special").asBoolean()) {
        control.add(token.require("content").asString());
      }
    }
    Map<String, JsonValue> vocab = tokenizer.require("model").require("vocab").object().members();
    String[] pieces = new String[vocab.size()];
    vocab.forEach((piece, id) -> pieces[id.at(piece).asInt(0, pieces.length - 1)] = piece);
    Vocabularies made = new Vocabularies();
    for (String piece : pieces) {
      if (control.contains(piece)) {
        made.add(TokenKind.CONTROL, piece);
      } else {
        made.add(TokenKind.NORMAL, piece.startsWith("##") ? piece.substring(2) : "▁" + piece);
      }
    }
    return made.build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-uncased", "bert-cased"})
  void readsTextsAsTheFolderDoes(String family) throws IOException {
    JsonField golden = Goldens.read("folder-" + family + ".json");
    List<String> texts = Goldens.strings(Goldens.read("folder-texts.json"));
    TextTokenizer tokenizer = tokenizer(converted(golden.require("tokenizer")), SpecialIds.none());
    List<JsonField> ids = golden.require("ids").elements();
    List<JsonField> offsets = golden.require("offsets").elements();
    assertEquals(texts.size(), ids.size());
    int compared = 0;
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (NOT_TO_BE_SPELLED.matcher(text).find()) {
        continue;
      }
      compared++;
      Encoding encoding = tokenizer.encode(TextInput.of(text).with(SpecialTokens.PARSE));
      assertArrayEquals(Goldens.ints(ids.get(i)), encoding.ids(), FolderGoldens.shown(i, text));
      assertArrayEquals(
          Goldens.ints(offsets.get(i)),
          FolderGoldens.places(encoding, text, text),
          FolderGoldens.shown(i, text));
    }
    assertTrue(compared >= texts.size() - 3, compared + " of " + texts.size());
  }

  @Test
  void framesAndPairs() {
    TextTokenizer tokenizer = tokenizer(small().build(), SpecialIds.none());
    assertArrayEquals(
        new int[] {2, 4, 5, 8, 7, 3}, tokenizer.encode(TextInput.of("Playing,中")).ids());
    Encoding pair = tokenizer.encode(TextInput.of("play", "Café 中x"));
    assertArrayEquals(new int[] {2, 4, 3, 6, 7, 1, 3}, pair.ids());
    assertArrayEquals(new int[] {0, 0, 0, 1, 1, 1, 1}, pair.typeIds());
    assertEquals("playing, 中", tokenizer.decode(new int[] {2, 4, 5, 8, 7, 3}));
    assertEquals(OptionalInt.of(2), tokenizer.bos());
    assertTrue(tokenizer.addBos());
  }

  @Test
  void keepsCaseAndAccentsWhereThePiecesHaveThem() {
    Vocabulary cased = small().add(TokenKind.NORMAL, "▁Play", "▁café").build();
    TextTokenizer tokenizer = tokenizer(cased, SpecialIds.none());
    assertArrayEquals(
        new int[] {10, 4, 11, 6}, tokenizer.encode("Play play café cafe", SpecialTokens.AS_TEXT));
  }

  @Test
  void takesTheIdsThatTheFileNames() {
    Vocabulary vocabulary =
        new Vocabularies()
            .add(TokenKind.CONTROL, "<u>", "<b>", "<e>")
            .add(TokenKind.NORMAL, "▁a")
            .build();
    SpecialIds ids =
        new SpecialIds(
            OptionalInt.of(1), OptionalInt.of(2), OptionalInt.empty(), OptionalInt.of(0));
    TextTokenizer tokenizer = tokenizer(vocabulary, ids);
    assertArrayEquals(new int[] {1, 3, 0, 2}, tokenizer.encode(TextInput.of("a b")).ids());
    assertEquals(
        "tokenizer: vocabulary has no \"[UNK]\", expected it for its purpose",
        messageOf(vocabulary, SpecialIds.none()));
  }

  @Test
  void refusesPiecesThatMeanTheSame() {
    Vocabulary vocabulary = small().add(TokenKind.NORMAL, "▁play").build();
    assertEquals(
        "tokenizer: tokens 4 and 10 are both \"play\", expected each piece once",
        messageOf(vocabulary, SpecialIds.none()));
  }
}
