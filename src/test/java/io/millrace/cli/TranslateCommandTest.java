package io.millrace.cli;

import static io.millrace.cli.Outcome.refused;
import static io.millrace.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.BeamOptions;
import io.millrace.DecodingOptions;
import io.millrace.TinyModels;
import io.millrace.Translation;
import io.millrace.Translator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code translate} and {@code summarize} as a shell sees them. */
class TranslateCommandTest {

  private static final Path MODELS = Path.of("src/test/resources/io/millrace/golden/seq2seq");
  private static final Path MARIAN = MODELS.resolve("marian");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"translate", "summarize"})
  void bothGiveWhatTheLibraryGives(String command) throws IOException {
    String text = "the water ran over stones";
    try (Translator translator = Translator.open(MARIAN.toString())) {
      DecodingOptions options = translator.defaults().withMaxTokens(7);
      Translation plain = translator.translate(text, options);
      Outcome json = run(command, "--model", MARIAN, "--json", "--max-length", 7, text);
      assertEquals(0, json.code(), json.err());
      assertEquals(plain.text(), json.json().get(0).require("text").asString());
      assertEquals(plain.score(), json.json().get(0).require("score").asDouble(-1e9, 0));
      assertEquals(7, json.json().get(0).require("completion_tokens").asInt(1, 7));
      Translation searched =
          translator.translate(
              text, options.withBeams(BeamOptions.of(3).withLengthPenalty(2)).withMinTokens(2));
      Outcome beams =
          run(
              command,
              "--model",
              MARIAN,
              "--json",
              "--max-length",
              7,
              "--min-length",
              2,
              "--beams",
              3,
              "--length-penalty",
              2,
              text);
      assertEquals(searched.text(), beams.json().get(0).require("text").asString());
      assertEquals(searched.score(), beams.json().get(0).require("score").asDouble(-1e9, 0));
    }
  }

  @Test
  void linesKeepTheirPlaces() throws IOException {
    Path input = folder.resolve("in.jsonl");
    Files.writeString(input, "\"bread each day\"\n{\"x\":1}\n{\"text\":\"a\"}\n");
    Object[] start = {"translate", "--model", MARIAN, "--max-length", 4, "--input", input};
    Outcome outcome = run(start);
    assertEquals(3, outcome.code());
    assertTrue(outcome.err().contains("in.jsonl: line 2: text: found nothing"), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals(3, lines.size());
    assertEquals("", lines.get(1));
    assertFalse(lines.get(0).isEmpty());
  }

  @Test
  void prefixesAndNgramsCount() {
    Object[] plain = {"summarize", "--model", MARIAN, "--json", "--max-length", 20, "bread"};
    String without = run(plain).json().get(0).require("text").asString();
    Outcome prefixed =
        run("summarize", "--model", MARIAN, "--json", "--max-length", 20, "--prefix", "the ", "b");
    Outcome whole = run("summarize", "--model", MARIAN, "--json", "--max-length", 20, "the b");
    assertEquals(whole.out(), prefixed.out());
    Outcome once =
        run(
            "summarize",
            "--model",
            MARIAN,
            "--json",
            "--max-length",
            20,
            "--no-repeat-ngram-size",
            1,
            "bread");
    assertFalse(without.equals(once.json().get(0).require("text").asString()));
  }

  @Test
  void languagesChooseTheTarget() {
    Path model = MODELS.resolve("mbart");
    Object[] start = {"translate", "--model", model, "--json", "--max-length", 5, "bread"};
    assertEquals(0, run(start).code(), run(start).err());
    Outcome unknown =
        run("translate", "--model", model, "--target-language", "xx_XX", "bread", "stones");
    assertEquals(3, unknown.code());
    assertEquals(2, unknown.err().lines().count(), unknown.err());
    assertTrue(unknown.err().contains("text 1: "), unknown.err());
    assertTrue(unknown.err().contains("xx_XX"), unknown.err());
  }

  @Test
  void wrongUseTakesOneLine() {
    refused("Missing required option: '--model=M'", "translate", "x");
    refused("beams: is 0", "translate", "--model", MARIAN, "--beams", 0, "x");
    refused("max_tokens: is -1", "summarize", "--model", MARIAN, "--max-length", -1, "x");
    refused("'--source-language'", "summarize", "--model", MARIAN, "--source-language", "en", "x");
    Path generator = TinyModels.path("llama-tied");
    refused("is a language model, expected a translator", "translate", "--model", generator, "x");
  }
}
