package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder says of generating holds where a request does not say. */
class SourceDefaultsTest {

  private static final String START = "\"decoder_start_token_id\": 2";
  private static final String TEXT = "The wheel turned and the water ran over stones.";
  private static final DecodingOptions GREEDY = DecodingOptions.greedy().withMaxTokens(20);

  @TempDir Path folder;

  /** The model in the folder, whose files say more. */
  private LanguageModel model(String more) throws IOException {
    copy(more);
    return LanguageModel.open(folder.toString(), ModelOptions.defaults().withThreads(1));
  }

  private void copy(String more) throws IOException {
    try (Stream<Path> files = Files.list(SourceModelsTest.folder("bart"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    Path file = folder.resolve("generation_config.json");
    String text = Files.readString(file);
    assertTrue(text.contains(START));
    Files.writeString(file, text.replace(START, START + ", " + more));
  }

  private static int[] tokens(LanguageModel model, DecodingOptions options) {
    return model.generate(Request.of(TEXT).withOptions(options)).choices().get(0).tokens();
  }

  @Test
  void penaltiesAndSuppressedTokens() throws IOException {
    Set<Integer> suppressed = Set.of(5, 77, 305);
    int[] expected;
    int[] free;
    try (LanguageModel plain = LanguageModel.open(SourceModelsTest.folder("bart").toString())) {
      Constraints constraints = Constraints.none().withSuppressTokens(suppressed);
      expected = tokens(plain, GREEDY.withRepetitionPenalty(1.5).withConstraints(constraints));
      free = tokens(plain, GREEDY);
    }
    assertNotEquals(IntStream.of(free).boxed().toList(), IntStream.of(expected).boxed().toList());
    try (LanguageModel model =
        model("\"repetition_penalty\": 1.5, \"suppress_tokens\": [5, 77, 305]")) {
      assertArrayEquals(expected, tokens(model, GREEDY));
    }
  }

  @Test
  void oneBeamIsNoSearch() throws IOException {
    int[] expected;
    DecodingOptions penalized = GREEDY.withRepetitionPenalty(1.4);
    try (LanguageModel plain = LanguageModel.open(SourceModelsTest.folder("bart").toString())) {
      expected = tokens(plain, penalized);
    }
    try (LanguageModel model = model("\"num_beams\": 4, \"length_penalty\": 2.0")) {
      BeamOptions one = BeamOptions.of(1);
      Choice choice =
          model.generate(Request.of(TEXT).withOptions(penalized.withBeams(one))).choices().get(0);
      assertArrayEquals(expected, choice.tokens());
      double sum =
          model
              .generate(Request.of(TEXT).withOptions(penalized.withBeams(one).withLogprobs(0)))
              .choices()
              .get(0)
              .logprobs()
              .stream()
              .mapToDouble(token -> token.logprob().orElseThrow())
              .sum();
      int length = choice.tokens().length;
      assertEquals(sum / (length * length), choice.score().orElseThrow(), 1e-9);
      DecodingOptions drawn = DecodingOptions.defaults().withMaxTokens(20).withSeed(3);
      assertArrayEquals(tokens(model, drawn), tokens(model, drawn.withBeams(one)));
    }
  }

  @Test
  void translatorsSayWhatTheyDo() throws IOException {
    copy("\"do_sample\": true, \"temperature\": 0.7, \"top_k\": 9, \"num_return_sequences\": 3");
    try (Translator translator = Translator.open(folder.toString())) {
      assertEquals(
          DecodingOptions.defaults().withTemperature(0.7).withTopK(9).withN(3),
          translator.defaults());
      Translation drawn = translator.translate(TEXT);
      assertEquals(3, drawn.candidates().size());
      assertEquals(drawn, translator.translate(TEXT));
    }
    try (Translator translator =
        Translator.open(SourceModelsTest.folder("bart-defaults").toString())) {
      DecodingOptions expected =
          DecodingOptions.greedy()
              .withBeams(
                  BeamOptions.of(3)
                      .withLengthPenalty(1.6)
                      .withEarlyStopping(BeamOptions.EarlyStopping.FULL));
      assertEquals(expected, translator.defaults());
    }
  }

  @Test
  void aPromptAloneIsAnsweredAsTheFilesSay() throws IOException {
    String name = SourceModelsTest.folder("bart-defaults").toString();
    try (LanguageModel model = LanguageModel.open(name);
        Translator translator = Translator.open(name)) {
      assertEquals(DecodingOptions.greedy(), model.defaults());
      Answer answer = model.generate(TEXT);
      assertEquals(translator.translate(TEXT).text(), answer.text());
      assertEquals(
          translator.translate(TEXT).score(), answer.choices().get(0).score().orElseThrow());
    }
    try (LanguageModel decoder = LanguageModel.open(TinyModels.path("llama-tied").toString())) {
      assertEquals(DecodingOptions.defaults(), decoder.defaults());
      assertEquals(List.of(), decoder.generate("a").choices().get(0).logprobs());
    }
  }
}
