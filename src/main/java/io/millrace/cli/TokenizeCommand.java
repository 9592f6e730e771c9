package io.millrace.cli;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonString;
import io.millrace.json.JsonValue;
import io.millrace.load.ModelLoader;
import io.millrace.store.ModelStore;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tokenize}: text to ids and pieces, by one vocabulary or several. */
@Command(
    name = "tokenize",
    description = {
      "Shows a text as models read it: ids, and pieces as their vocabularies spell them.",
      "Works on files that hold a vocabulary and no tensors, too."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: millrace tokenize --model gemma3-270m \"Hello, world\""})
final class TokenizeCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "M",
      required = true,
      description = "A .gguf file, a model folder or a known name; several for a comparison.")
  private List<String> models;

  @Parameters(paramLabel = "TEXT", arity = "0..1", description = "What to tokenize.")
  private String text;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Texts: JSON lines, strings or objects with a string \"text\".")
  private Path input;

  @Option(names = "--special", description = "Parse special tokens in the text.")
  private boolean special;

  @Option(names = "--json", description = "Print one line of JSON a text.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private final List<Tokenizer> tokenizers = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if ((text == null) == (input == null)) {
      throw new ParameterException(spec.commandLine(), "expected either a text or --input");
    }
    for (String model : models) {
      tokenizers.add(ModelLoader.loadTokenizer(ModelStore.open().resolve(model)));
    }
    if (input == null) {
      show(text);
      return ExitCode.DONE;
    }
    return showAll();
  }

  private int showAll() throws IOException {
    int code = ExitCode.DONE;
    try (BufferedReader lines = Files.newBufferedReader(input)) {
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine(), number++) {
        try {
          show(textOf(JsonValue.parse(line).at("")));
        } catch (JsonException e) {
          spec.commandLine()
              .getErr()
              .println("millrace: " + input + ": line " + number + ": " + e.getMessage());
          code = ExitCode.FAILED_REQUESTS;
        }
      }
    }
    return code;
  }

  private static String textOf(JsonField line) {
    return line.value() instanceof JsonString string
        ? string.value()
        : line.require("text").asString();
  }

  private void show(String shown) {
    SpecialTokens parsing = special ? SpecialTokens.PARSE : SpecialTokens.AS_TEXT;
    List<int[]> ids = tokenizers.stream().map(t -> t.encode(shown, parsing)).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(shown, ids));
    } else {
      TokenTable.print(out, models, tokenizers, ids);
    }
  }

  private String toJson(String shown, List<int[]> ids) {
    JsonArray.Builder rows = JsonArray.builder();
    for (int i = 0; i < ids.size(); i++) {
      JsonArray.Builder numbers = JsonArray.builder();
      JsonArray.Builder pieces = JsonArray.builder();
      for (int id : ids.get(i)) {
        numbers.add(id);
        pieces.add(tokenizers.get(i).vocabulary().piece(id));
      }
      rows.add(
          JsonObject.builder()
              .put("model", models.get(i))
              .put("ids", numbers.build())
              .put("pieces", pieces.build())
              .build());
    }
    return JsonObject.builder().put("text", shown).put("models", rows.build()).build().toJson();
  }
}
