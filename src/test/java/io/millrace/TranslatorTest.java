package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Translations are the answers of the language model; what it cannot do is said in a sentence. */
class TranslatorTest {

  private static final DecodingOptions SHORT = DecodingOptions.greedy().withMaxTokens(12);

  private static Translator open(String name) throws IOException {
    return Translator.open(SourceModelsTest.folder(name).toString());
  }

  @Test
  void translatesOneManyAndStreams() throws IOException {
    List<String> texts =
        List.of("The wheel turned.", "", "the water ran over stones", "a", "bread each day");
    try (Translator translator = open("marian");
        LanguageModel model = LanguageModel.open(SourceModelsTest.folder("marian").toString())) {
      List<Result<Translation>> all = translator.translateAll(texts, SHORT);
      try (Stream<Result<Translation>> each = translator.translateEach(texts.stream(), SHORT)) {
        assertEquals(all, each.toList());
      }
      for (int i = 0; i < texts.size(); i++) {
        Translation one = translator.translate(texts.get(i), SHORT);
        assertEquals(all.get(i).orThrow(), one);
        assertEquals(one, translator.submit(texts.get(i), SHORT).join());
        Answer answer = model.generate(Request.of(texts.get(i)).withOptions(SHORT));
        assertEquals(answer.text(), one.text());
        assertEquals(answer.usage(), one.usage());
      }
      assertEquals(12, translator.translate("a", SHORT).usage().completionTokens());
    }
  }

  @Test
  void scoresAreMeansOfLogprobsBestFirst() throws IOException {
    try (Translator translator = open("bart")) {
      DecodingOptions options =
          DecodingOptions.defaults().withN(5).withMaxTokens(6).withSeed(3).withTemperature(2);
      Translation translation = translator.translate("The wheel turned.", options);
      assertEquals(5, translation.candidates().size());
      List<Double> scores =
          translation.candidates().stream().map(Translation.Candidate::score).toList();
      assertEquals(scores.stream().sorted(Collections.reverseOrder()).toList(), scores);
      assertEquals(translation.text(), translation.candidates().get(0).text());
      assertEquals(translation.score(), scores.get(0));
      assertTrue(scores.get(0) < 0);
    }
  }

  @Test
  void anAnswerIsTheSameInAnyBatchAndPreemptedOrNot() throws IOException {
    List<String> texts =
        IntStream.range(0, 18)
            .mapToObj(i -> "the wheel and the water ".repeat(i % 7) + "number " + i)
            .collect(Collectors.toList());
    DecodingOptions options = DecodingOptions.defaults().withMaxTokens(20).withSeed(5);
    List<Translation> expected;
    try (Translator translator =
        Translator.open(
            SourceModelsTest.folder("mbart").toString(),
            ModelOptions.defaults().withMaxSequences(1).withThreads(1))) {
      expected = translator.translateAll(texts, options).stream().map(Result::orThrow).toList();
    }
    ModelOptions tight =
        ModelOptions.defaults()
            .withThreads(1)
            .withBatchTokens(30)
            .withMaxSequences(9)
            .withCacheBytes(1 << 18);
    try (Translator translator =
        Translator.open(SourceModelsTest.folder("mbart").toString(), tight)) {
      List<Translation> found =
          translator.translateAll(texts, options).stream().map(Result::orThrow).toList();
      assertEquals(expected, found);
    }
  }

  @Test
  void languagesAreTokensOfTheModel() throws IOException {
    try (Translator translator = open("mbart")) {
      String plain = translator.translate("The wheel turned.", SHORT).text();
      assertEquals(
          plain,
          translator.translate("The wheel turned.", SHORT.withSourceLanguage("en_XX")).text());
      assertNotEquals(
          plain,
          translator.translate("The wheel turned.", SHORT.withSourceLanguage("ro_RO")).text());
      RequestException unknown =
          assertThrows(
              RequestException.class,
              () -> translator.translate("a", SHORT.withTargetLanguage("xx_XX")));
      assertEquals(
          "target language: is xx_XX, expected one of de_DE, en_XX, ro_RO", unknown.getMessage());
    }
    try (Translator translator = open("marian")) {
      String marked = translator.translate(">>fra<< a", SHORT).text();
      assertEquals(marked, translator.translate("a", SHORT.withTargetLanguage("fra")).text());
      assertNotEquals(marked, translator.translate("a", SHORT).text());
    }
    try (Translator translator = open("bart")) {
      RequestException none =
          assertThrows(
              RequestException.class,
              () -> translator.translate("a", SHORT.withSourceLanguage("en_XX")));
      assertEquals(
          "source language: is en_XX, expected none: the model has no languages to choose from",
          none.getMessage());
    }
  }

  @Test
  void oneTextThatIsTooLongFailsAlone() throws IOException {
    try (Translator translator = open("bart")) {
      List<Result<Translation>> results =
          translator.translateAll(List.of("a", "wheel ".repeat(300), "b"), SHORT);
      assertTrue(results.get(0) instanceof Result.Success);
      assertTrue(results.get(2) instanceof Result.Success);
      Result.Failure<Translation> failure = (Result.Failure<Translation>) results.get(1);
      assertTrue(
          failure
              .error()
              .getMessage()
              .endsWith("the encoder's limit is 200; shorten it or let it be cut"),
          failure.error().getMessage());
    }
  }

  /** What is put around a text stays, and a mark of the target language counts. */
  @Test
  void longTextsAreCutIfTheyMay() throws IOException {
    DecodingOptions cut = SHORT.withSourceOverflow(Overflow.CUT);
    String text = "wheel and stones ".repeat(90);
    for (String name : List.of("bart", "mbart", "marian")) {
      try (LanguageModel model = LanguageModel.open(SourceModelsTest.folder(name).toString())) {
        Request request = Request.of(text).withOptions(SHORT);
        String refused =
            assertThrows(RequestException.class, () -> model.generate(request)).getMessage();
        assertTrue(refused.contains("the encoder's limit is 200"), refused);
        int[] ids = model.generate(request.withOptions(cut)).promptTokens();
        int[] start = model.generate(Request.of("wheel and").withOptions(SHORT)).promptTokens();
        assertEquals(200, ids.length, name);
        assertEquals(start[0], ids[0], name);
        assertEquals(start[start.length - 1], ids[ids.length - 1], name);
        Request asIds = Request.tokens(new int[300]).withOptions(cut);
        assertEquals(200, model.generate(asIds).promptTokens().length);
        assertEquals(
            model.generate(Request.of("a").withOptions(SHORT)).text(),
            model.generate(Request.of("a").withOptions(cut)).text());
      }
    }
    try (LanguageModel model = LanguageModel.open(SourceModelsTest.folder("marian").toString())) {
      DecodingOptions french = cut.withTargetLanguage("fra");
      int[] ids = model.generate(Request.of(text).withOptions(french)).promptTokens();
      assertEquals(200, ids.length);
    }
    try (LanguageModel model = LanguageModel.open(TinyModels.path("llama-tied").toString())) {
      Request request = Request.of("a").withOptions(cut);
      assertEquals(
          "truncate: is true, which is for models that read a source; leave it out",
          assertThrows(RequestException.class, () -> model.generate(request)).getMessage());
    }
  }

  @Test
  void refusesWhatSuchModelsCannotDo() throws IOException {
    IOException decoder =
        assertThrows(
            IOException.class, () -> Translator.open(TinyModels.path("llama-tied").toString()));
    assertEquals(
        "llama-tied.gguf: is a language model, expected a translator; open it with LanguageModel",
        decoder.getMessage());
    try (LanguageModel model = LanguageModel.open(SourceModelsTest.folder("bart").toString())) {
      RequestException chat =
          assertThrows(
              RequestException.class,
              () -> model.generate(Request.chat(List.of(Message.user("hello")))));
      assertEquals(
          "messages: the model turns a source into a target and holds no conversations; send a"
              + " prompt",
          chat.getMessage());
      RequestException echo =
          assertThrows(
              RequestException.class,
              () -> model.generate(Request.of("a").withOptions(SHORT.withEcho(true))));
      assertEquals(
          "echo: the model does not continue its prompt, expected false", echo.getMessage());
    }
  }
}
