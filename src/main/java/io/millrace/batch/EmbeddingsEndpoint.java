package io.millrace.batch;

import io.millrace.Embedding;
import io.millrace.EncodingOptions;
import io.millrace.Prompt;
import io.millrace.RequestException;
import io.millrace.TextEncoder;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/embeddings}: a vector for a text or each of several. */
final class EmbeddingsEndpoint implements Endpoint {

  static final String URL = "/v1/embeddings";

  private static final Set<String> OWN =
      Set.of("input", "encoding_format", "dimensions", "normalize", "prompt_name", "prompt");

  private static final Set<String> FORMATS = Set.of("float", "base64");

  private final TextEncoder model;

  EmbeddingsEndpoint(TextEncoder model) {
    this.model = model;
  }

  @Override
  public String url() {
    return URL;
  }

  @Override
  public TextWork<Embedding> read(String customId, long created, JsonField body) {
    EncodingOptions options = options(body);
    boolean base64 = base64(body);
    List<Prompt> texts = InputTexts.read(body.require("input"));
    List<TextWork.Part<Embedding>> parts = new ArrayList<>(texts.size());
    for (Prompt text : texts) {
      parts.add(timeout -> submit(text, timeout.map(options::withTimeout).orElse(options)));
    }
    return new TextWork<>(
        parts,
        InputTexts.size(texts),
        Embedding::tokens,
        (head, answers, usage) -> write(head, answers, usage, base64));
  }

  private CompletableFuture<Embedding> submit(Prompt text, EncodingOptions options) {
    return text instanceof Prompt.Ids ids
        ? model.submitTokens(ids.ids(), options)
        : model.submit(((Prompt.Text) text).text(), options);
  }

  private EncodingOptions options(JsonField body) {
    TextParameters parameters = TextParameters.read(body, OWN);
    Optional<JsonField> normalize = body.find("normalize"); // what vLLM called it before
    if (normalize.isPresent()) {
      parameters =
          new TextParameters(
              parameters.maxTokens(), parameters.overflow(), normalize.map(JsonField::asBoolean));
    }
    EncodingOptions options = parameters.encoding();
    Optional<JsonField> dimensions = body.find("dimensions");
    if (dimensions.isPresent()) {
      options = options.withDimensions(dimensions.get().asInt(1, model.dimensions()));
    }
    return prompt(body, options);
  }

  private EncodingOptions prompt(JsonField body, EncodingOptions options) {
    Optional<JsonField> name = body.find("prompt_name");
    Optional<JsonField> prompt = body.find("prompt");
    if (name.isPresent() && prompt.isPresent()) {
      throw RequestException.invalid(
          "prompt", "prompt: stands beside prompt_name, expected one of the two");
    }
    if (name.isPresent()) {
      String chosen = name.get().asString();
      if (!model.prompts().containsKey(chosen)) {
        throw name.get()
            .wrong(
                model.prompts().isEmpty()
                    ? "none, as the model has no prompts"
                    : "one of " + String.join(", ", model.prompts().keySet()));
      }
      return options.withPromptName(chosen);
    }
    return prompt.isPresent() ? options.withPrompt(prompt.get().asString()) : options;
  }

  private static boolean base64(JsonField body) {
    Optional<JsonField> format = body.find("encoding_format");
    String name = format.map(JsonField::asString).orElse("float");
    if (!FORMATS.contains(name)) {
      throw format.get().wrong("\"float\" or \"base64\"");
    }
    return name.equals("base64");
  }

  @Override
  public JsonObject body(String text) {
    return JsonObject.builder().put("input", text).build();
  }

  private static JsonObject write(
      ResponseHead head, List<Embedding> answers, JsonObject usage, boolean base64) {
    JsonArray.Builder data = JsonArray.builder();
    for (int i = 0; i < answers.size(); i++) {
      float[] vector = answers.get(i).vector();
      JsonValue shown = base64 ? JsonValue.of(FloatJson.base64(vector)) : FloatJson.array(vector);
      data.add(
          JsonObject.builder()
              .put("object", "embedding")
              .put("index", i)
              .put("embedding", shown)
              .build());
    }
    return head.start("embd-", "list").put("data", data.build()).put("usage", usage).build();
  }
}
