package io.millrace.cli;

import io.millrace.Answer;
import io.millrace.Choice;
import io.millrace.DecodingOptions;
import io.millrace.LanguageModel;
import io.millrace.Message;
import io.millrace.Request;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code generate}: one prompt, streamed. */
@Command(
    name = "generate",
    description = "Continues a text and prints it as it grows.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: millrace generate --model gemma3-270m --max-tokens 5 \"Roses are red, violets are\""
    })
final class GenerateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TEXT", description = "What to continue.")
  private String text;

  @Option(
      names = "--model",
      paramLabel = "M",
      description = "A .gguf file, a model folder or a known name; default: ${DEFAULT-VALUE}.",
      defaultValue = DefaultModel.NAME)
  private String model;

  @Option(names = "--chat", description = "Send the text as a message, by the chat template.")
  private boolean chat;

  @Option(names = "--json", description = "Print one line of JSON when it is finished.")
  private boolean json;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Tokens at most; default: ${DEFAULT-VALUE}.",
      defaultValue = "128")
  private int maxTokens;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "0 takes the most probable token; default: ${DEFAULT-VALUE}.",
      defaultValue = "0")
  private double temperature;

  @Option(names = "--top-k", paramLabel = "N", description = "Keep N tokens; default: all.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "X",
      description = "Keep tokens up to this probability together; default: 1.",
      defaultValue = "1")
  private double topP;

  @Option(names = "--min-p", paramLabel = "X", description = "Keep tokens this likely; default: 0.")
  private double minP;

  @Option(names = "--seed", paramLabel = "N", description = "Decides the random choices.")
  private long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End before this text; may be given several times.")
  private String[] stop = {};

  @Mixin private ModelArguments arguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Request request = request();
    try (LanguageModel opened = LanguageModel.open(model, arguments.options())) {
      if (json) {
        out.println(toJson(opened.generate(request)));
      } else {
        opened.stream(
            request,
            piece -> {
              out.print(piece.text());
              out.flush();
            });
        out.println();
      }
    }
    return ExitCode.DONE;
  }

  private Request request() {
    DecodingOptions options =
        DecodingOptions.defaults()
            .withMaxTokens(maxTokens)
            .withTemperature(temperature)
            .withTopK(topK)
            .withTopP(topP)
            .withMinP(minP)
            .withSeed(seed)
            .withStop(stop);
    Request request = chat ? Request.chat(List.of(Message.user(text))) : Request.of(text);
    return request.withOptions(options);
  }

  private static String toJson(Answer answer) {
    Choice choice = answer.choices().get(0);
    JsonArray.Builder tokens = JsonArray.builder();
    for (int token : choice.tokens()) {
      tokens.add(token);
    }
    return JsonObject.builder()
        .put("text", choice.text())
        .put("tokens", tokens.build())
        .put("finish_reason", choice.finish().name().toLowerCase(Locale.ROOT))
        .put("prompt_tokens", answer.usage().promptTokens())
        .put("completion_tokens", answer.usage().completionTokens())
        .build()
        .toJson();
  }
}
