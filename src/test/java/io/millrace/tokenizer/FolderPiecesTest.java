package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** SentencePiece model files against the SentencePiece library. */
class FolderPiecesTest {

  @TestFactory
  List<DynamicTest> piecesAreThoseOfSentencePiece() throws IOException {
    return models(Goldens.read("folder-pieces.json"));
  }

  /** A test for each model of a file of goldens. */
  static List<DynamicTest> models(JsonField golden) {
    List<String> texts = Goldens.strings(golden.require("texts"));
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonField model : golden.require("models").members()) {
      tests.add(DynamicTest.dynamicTest(model.path(), () -> assertPieces(model, texts)));
    }
    return tests;
  }

  private static void assertPieces(JsonField golden, List<String> texts) {
    byte[] model = Base64.getDecoder().decode(golden.require("model").asString());
    TextTokenizer tokenizer = TokenizerFiles.sentencePiece(model, JsonValue.nothing());
    List<JsonField> ids = golden.require("ids").elements();
    Optional<List<JsonField>> offsets = golden.find("offsets").map(JsonField::elements);
    List<String> decoded = Goldens.strings(golden.require("decoded"));
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      String shown = FolderGoldens.shown(i, text);
      Encoding encoding = tokenizer.encode(TextInput.of(text));
      assertArrayEquals(Goldens.ints(ids.get(i)), encoding.ids(), shown);
      assertEquals(decoded.get(i), tokenizer.decode(encoding.ids()), shown);
      if (offsets.isPresent()) {
        assertArrayEquals(
            Goldens.ints(offsets.get().get(i)), FolderGoldens.places(encoding, text, text), shown);
      }
    }
  }
}
