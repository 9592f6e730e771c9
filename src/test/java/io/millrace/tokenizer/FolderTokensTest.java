package io.millrace.tokenizer;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Thousands of texts, too many to keep here: {@code scripts/golden_tokenizers.py check} writes them
 * into {@code target/tokens/folders}.
 */
class FolderTokensTest {

  private static final Path FOLDER = Path.of("target", "tokens", "folders");

  @TestFactory
  List<DynamicTest> textsHaveTheSameIdsAndPlaces() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      JsonField golden = JsonValue.parse(Files.readAllBytes(file)).at(name);
      if (golden.find("tokenizer").isPresent()) {
        List<String> texts = Goldens.strings(golden.require("texts"));
        tests.add(DynamicTest.dynamicTest(name, () -> FolderGoldens.assertTexts(golden, texts)));
      } else if (golden.find("steps").isPresent()) {
        tests.addAll(FolderStepsTest.steps(golden));
      } else {
        tests.addAll(FolderPiecesTest.models(golden));
      }
    }
    return tests;
  }

  private static List<Path> files() throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      System.out.println(
          "SKIPPED ids of thousands of texts: "
              + FOLDER
              + " is missing; run scripts/golden_tokenizers.py check");
      return List.of();
    }
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
