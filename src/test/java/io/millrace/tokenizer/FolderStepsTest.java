package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.json.JsonField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each step by itself against the tokenizers library. */
class FolderStepsTest {

  @TestFactory
  List<DynamicTest> stepsDoTheSame() throws IOException {
    return steps(Goldens.read("folder-steps.json"));
  }

  /** A test for each step of a file of goldens. */
  static List<DynamicTest> steps(JsonField golden) {
    List<String> texts = Goldens.strings(golden.require("texts"));
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonField step : golden.require("steps").elements()) {
      Optional<JsonField> normalizer = step.find("normalizer");
      String name = normalizer.orElseGet(() -> step.require("splitter")).value().toJson();
      tests.add(
          DynamicTest.dynamicTest(
              name.length() > 200 ? name.substring(0, 200) : name,
              () -> {
                if (normalizer.isPresent()) {
                  assertNormalized(step, texts);
                } else {
                  assertSplit(step, texts);
                }
              }));
    }
    return tests;
  }

  private static void assertNormalized(JsonField step, List<String> texts) {
    TextNormalizer normalizer = NormalizerReader.read(step.find("normalizer"));
    List<String> expected = Goldens.strings(step.require("normalized"));
    List<JsonField> places = step.require("places").elements();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (text.isEmpty()) {
        continue; // nothing is normalized then
      }
      AlignedText normalized = normalizer.normalize(AlignedText.of(text));
      assertEquals(expected.get(i), normalized.toString(), FolderGoldens.shown(i, text));
      assertArrayEquals(
          Goldens.ints(places.get(i)), places(normalized, text), FolderGoldens.shown(i, text));
    }
  }

  private static int[] places(AlignedText normalized, String text) {
    int[] places = new int[2 * normalized.length()];
    for (int i = 0; i < normalized.length(); i++) {
      places[2 * i] = text.codePointCount(0, normalized.start(i));
      places[2 * i + 1] = text.codePointCount(0, normalized.end(i));
    }
    return places;
  }

  private static void assertSplit(JsonField step, List<String> texts) {
    TextSplitter splitter = SplitterReader.read(step.find("splitter"));
    List<JsonField> words = step.require("words").elements();
    List<JsonField> places = step.require("places").elements();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      List<AlignedText> split = new ArrayList<>();
      if (!text.isEmpty()) {
        splitter.split(AlignedText.of(text), split);
      }
      List<String> found = split.stream().map(AlignedText::toString).toList();
      assertEquals(Goldens.strings(words.get(i)), found, FolderGoldens.shown(i, text));
      int[] ends = new int[2 * split.size()];
      for (int j = 0; j < split.size(); j++) {
        AlignedText word = split.get(j);
        ends[2 * j] = text.codePointCount(0, word.start(0));
        ends[2 * j + 1] = text.codePointCount(0, word.end(word.length() - 1));
      }
      assertArrayEquals(Goldens.ints(places.get(i)), ends, FolderGoldens.shown(i, text));
    }
  }

  @TestFactory
  List<DynamicTest> decodersDoTheSame() throws IOException {
    JsonField golden = Goldens.read("folder-steps.json");
    List<JsonField> tokens = golden.require("tokens").elements();
    return golden.require("decoders").elements().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.require("decoder").value().toJson(), () -> assertDecoded(entry, tokens)))
        .toList();
  }

  private static void assertDecoded(JsonField entry, List<JsonField> tokens) {
    TokenDecoder decoder = DecoderReader.read(entry.find("decoder"));
    List<String> expected = Goldens.strings(entry.require("texts"));
    for (int i = 0; i < expected.size(); i++) {
      List<String> strings = Goldens.strings(tokens.get(i));
      String decoded = String.join("", decoder.decode(strings));
      assertEquals(expected.get(i), decoded, strings.toString());
    }
  }
}
