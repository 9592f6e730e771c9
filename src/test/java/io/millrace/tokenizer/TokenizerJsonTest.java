package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a tokenizer file may get wrong, and what the library's own goldens cannot show. */
class TokenizerJsonTest {

  private static final String MODEL =
      "{'type': 'WordPiece', 'unk_token': 'u', 'vocab': {'u': 0, 'a': 1, '##b': 2, '<s>': 3}}";

  private static TextTokenizer read(String parts) {
    String file = "{" + parts + "'model': " + MODEL + "}";
    return TokenizerJson.read(JsonValue.parse(file.replace('\'', '"')), JsonValue.nothing());
  }

  private static String complaint(String parts) {
    return assertThrows(JsonException.class, () -> read(parts)).getMessage();
  }

  private static String modelComplaint(String model) {
    String file = "{'model': " + model + "}";
    JsonValue json = JsonValue.parse(file.replace('\'', '"'));
    return assertThrows(JsonException.class, () -> TokenizerJson.read(json, JsonValue.nothing()))
        .getMessage();
  }

  @Test
  void unknownTypesAreNamedWithTheirPath() {
    String found = ": found the string \"New\", expected one of ";
    assertTrue(complaint("'normalizer': {'type': 'New'},").startsWith("normalizer.type" + found));
    String nested = "'normalizer': {'type': 'Sequence', 'normalizers': [{'type': 'New'}]},";
    assertTrue(complaint(nested).startsWith("normalizer.normalizers[0].type" + found));
    assertTrue(
        complaint("'pre_tokenizer': {'type': 'New'},").startsWith("pre_tokenizer.type" + found));
    assertTrue(
        complaint("'post_processor': {'type': 'New'},").startsWith("post_processor.type" + found));
    assertTrue(complaint("'decoder': {'type': 'New'},").startsWith("decoder.type" + found));
    assertTrue(modelComplaint("{'type': 'New', 'vocab': {}}").startsWith("model.type" + found));
  }

  @Test
  void contradictionsAreNamedWithTheirPath() {
    assertEquals(
        "model.unk_token: found the string \"x\", expected a token of the vocabulary",
        modelComplaint("{'type': 'WordPiece', 'unk_token': 'x', 'vocab': {'a': 0}}"));
    assertEquals(
        "model.merges[0]: found \"b\", expected a token of the vocabulary",
        modelComplaint("{'type': 'BPE', 'vocab': {'a': 0}, 'merges': ['a b']}"));
    assertEquals(
        "model.merges[0]: found the string \"ab\", expected two pieces",
        modelComplaint("{'type': 'BPE', 'vocab': {'a': 0}, 'merges': ['ab']}"));
    assertEquals(
        "model.vocab[0]: found an array, expected a piece and its score",
        modelComplaint("{'type': 'Unigram', 'vocab': [['a']]}"));
    assertEquals(
        "model.dropout: found the number 0.1, expected 0 or null: merges are never left out here",
        modelComplaint("{'type': 'BPE', 'vocab': {'a': 0}, 'merges': [], 'dropout': 0.1}"));
  }

  @Test
  void idsFarBeyondTheTokensAreRefused() {
    assertEquals(
        "model.vocab: token id is 2000000000, expected 0 to 65537",
        modelComplaint("{'type': 'WordPiece', 'unk_token': 'a', 'vocab': {'a': 2000000000}}"));
  }

  @Test
  void tokensOfAFrameMustExist() {
    String template =
        "'post_processor': {'type': 'TemplateProcessing', 'special_tokens': {%s}, 'pair': [],"
            + " 'single': [{'SpecialToken': {'id': '<s>', 'type_id': 0}}]},";
    assertEquals(
        "post_processor.single[0].SpecialToken.id: found the string \"<s>\", expected a token that"
            + " special_tokens lists",
        complaint(template.formatted("")));
    String ids = "'<s>': {'id': '<s>', 'ids': [9], 'tokens': ['<s>']}";
    assertTrue(complaint(template.formatted(ids)).contains("expected an integer from 0 to 3"));
  }

  @Test
  void hostileCharacterMapsAreRefused() {
    String map = "'normalizer': {'type': 'Precompiled', 'precompiled_charsmap': '%s'},";
    String path = "normalizer.precompiled_charsmap: ";
    assertTrue(complaint(map.formatted("AAAA")).startsWith(path + "character map: trie of"));
    assertTrue(complaint(map.formatted("////f///")).startsWith(path + "character map: trie of"));
    assertTrue(complaint(map.formatted("*")).startsWith(path));
    assertTrue(complaint(map.formatted("BAAAAAAAAAA=")).contains("do not end with a zero byte"));
  }

  @Test
  void expressionsThatTakeTooLongAreGivenUp() {
    String split =
        "'pre_tokenizer': {'type': 'Split', 'behavior': 'Isolated', 'pattern': {'Regex':"
            + " 'a*a*a*a*a*a*c'}},";
    TextTokenizer tokenizer = read(split);
    assertThrows(
        IllegalArgumentException.class,
        () -> tokenizer.encode("a".repeat(200) + "b", SpecialTokens.AS_TEXT));
  }

  @Test
  void expressionsTheJdkReadsOtherwiseAreRefused() {
    String split =
        "'pre_tokenizer': {'type': 'Split', 'behavior': 'Isolated', 'pattern': {'Regex': '%s'}},";
    assertTrue(complaint(split.formatted("[[:graph:]]")).contains("found [:graph:]"));
    assertTrue(complaint(split.formatted("(")).startsWith("pre_tokenizer.pattern.Regex: "));
  }

  @Test
  void loneSurrogatesCountAsReplacementCharacters() throws IOException {
    JsonField golden = Goldens.read("folder-llama2.json");
    TextTokenizer tokenizer = FolderGoldens.tokenizer(golden);
    Encoding lone = tokenizer.encode(TextInput.of("a\uD800b\uDC00"));
    Encoding replaced = tokenizer.encode(TextInput.of("a\uFFFDb\uFFFD"));
    assertArrayEquals(replaced.ids(), lone.ids());
    assertArrayEquals(replaced.starts(), lone.starts());
    assertArrayEquals(replaced.ends(), lone.ends());
  }

  @Test
  void placesAreThoseOfTheString() throws IOException {
    TextTokenizer tokenizer = FolderGoldens.tokenizer(Goldens.read("folder-bert-cased.json"));
    String text = "\uD83D\uDE00 the wheel";
    Encoding encoding = tokenizer.encode(TextInput.of(text));
    int the = 2; // [CLS], the face, the
    assertEquals("the", text.substring(encoding.starts()[the], encoding.ends()[the]));
    assertTrue(encoding.isFrame(0));
    assertFalse(encoding.isFrame(1));
  }

  @Test
  void framesCanBeLeftOut() throws IOException {
    TextTokenizer tokenizer = FolderGoldens.tokenizer(Goldens.read("folder-bert-cased.json"));
    TextInput input = TextInput.of("the wheel", "the mill");
    int[] bare = tokenizer.encode(input.with(TextInput.Frame.LEFT_OUT)).ids();
    assertEquals(tokenizer.encode(input).size() - 3, bare.length);
  }

  @Test
  void limitsWithoutRoomAreRefused() throws IOException {
    TextTokenizer tokenizer = FolderGoldens.tokenizer(Goldens.read("folder-bert-cased.json"));
    TextInput input = TextInput.of("the wheel");
    assertThrows(
        IllegalArgumentException.class, () -> tokenizer.encode(input.with(Truncation.to(1))));
    assertEquals(2, tokenizer.encode(input.with(Truncation.to(2))).size());
    Truncation second = new Truncation(5, Truncation.Side.RIGHT, Truncation.Strategy.ONLY_SECOND);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            tokenizer.encode(
                input.with(second).with(new Truncation(3, second.side(), second.strategy()))));
  }

  @Test
  void streamedTextIsTheDecodedText() throws IOException {
    List<String> texts = Goldens.strings(Goldens.read("folder-texts.json"));
    for (String family : List.of("gpt2", "llama3", "qwen2", "gemma")) {
      TextTokenizer tokenizer = FolderGoldens.tokenizer(Goldens.read("folder-" + family + ".json"));
      for (String text : texts) {
        int[] ids = tokenizer.encode(text, SpecialTokens.AS_TEXT);
        StreamingDecoder decoder = tokenizer.decoder();
        StringBuilder streamed = new StringBuilder();
        for (int id : ids) {
          streamed.append(decoder.append(id));
        }
        assertEquals(tokenizer.decode(ids), streamed + decoder.finish(), family);
      }
    }
  }

  @Test
  void configurationNamesTokensAndLimit() throws IOException {
    JsonValue config =
        JsonValue.parse(
            "{\"bos_token\": {\"content\": \"<s>\"}, \"eos_token\": \"</s>\", \"model_max_length\":"
                + " 512, \"truncation_side\": \"left\"}");
    JsonField golden = Goldens.read("folder-llama2.json");
    TextTokenizer tokenizer = TokenizerJson.read(golden.require("tokenizer").value(), config);
    assertEquals(OptionalInt.of(1), tokenizer.bos());
    assertEquals(OptionalInt.of(2), tokenizer.eos());
    assertTrue(tokenizer.addBos());
    assertFalse(tokenizer.addEos());
    assertEquals(512, tokenizer.truncation().maxTokens());
    assertEquals(Truncation.Side.LEFT, tokenizer.truncation().side());
    assertTrue(tokenizer.endOfGeneration().contains(2));
  }
}
