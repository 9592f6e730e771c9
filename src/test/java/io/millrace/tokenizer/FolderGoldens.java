package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.util.List;

/**
 * Compares a tokenizer with what the tokenizers library did, as scripts/golden_tokenizers.py says.
 */
final class FolderGoldens {

  private FolderGoldens() {}

  static TextTokenizer tokenizer(JsonField golden) {
    return TokenizerJson.read(golden.require("tokenizer").value(), JsonValue.nothing());
  }

  /** Ids and places of whole texts, and what they decode to. */
  static void assertTexts(JsonField golden, List<String> texts) {
    TextTokenizer tokenizer = tokenizer(golden);
    List<JsonField> ids = golden.require("ids").elements();
    List<JsonField> offsets = golden.require("offsets").elements();
    List<String> decoded = Goldens.strings(golden.require("decoded"));
    assertEquals(texts.size(), ids.size());
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      Encoding encoding = tokenizer.encode(TextInput.of(text).with(SpecialTokens.PARSE));
      assertArrayEquals(Goldens.ints(ids.get(i)), encoding.ids(), shown(i, text));
      assertArrayEquals(Goldens.ints(offsets.get(i)), places(encoding, text, text), shown(i, text));
      assertEquals(decoded.get(i), tokenizer.decode(encoding.ids()), shown(i, text));
    }
  }

  static String shown(int index, String text) {
    StringBuilder out = new StringBuilder().append(index).append(": ");
    text.chars()
        .forEach(c -> out.append(c >= 32 && c < 127 ? "" + (char) c : "\\u%04x".formatted(c)));
    return out.toString();
  }

  /** Start and end of each token, counted in characters as the library does. */
  static int[] places(Encoding encoding, String first, String second) {
    int[] places = new int[2 * encoding.size()];
    for (int i = 0; i < encoding.size(); i++) {
      String text = encoding.sequences()[i] == 1 ? second : first;
      places[2 * i] = text.codePointCount(0, encoding.starts()[i]);
      places[2 * i + 1] = text.codePointCount(0, encoding.ends()[i]);
    }
    return places;
  }
}
