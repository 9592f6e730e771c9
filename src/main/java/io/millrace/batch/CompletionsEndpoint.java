package io.millrace.batch;

import io.millrace.Answer;
import io.millrace.Choice;
import io.millrace.DecodingOptions;
import io.millrace.LanguageModel;
import io.millrace.Overflow;
import io.millrace.Prompt;
import io.millrace.Request;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/completions}: text or tokens, one prompt or several, each with its own choices. */
final class CompletionsEndpoint implements Endpoint {

  static final String URL = "/v1/completions";

  private static final Set<String> OWN = Set.of("prompt", "echo", "best_of", "truncate");

  private static final List<String> DRAWING =
      List.of("temperature", "top_p", "top_k", "min_p", "seed", "n", "best_of");

  private final LanguageModel model;

  CompletionsEndpoint(LanguageModel model) {
    this.model = model;
  }

  @Override
  public String url() {
    return URL;
  }

  @Override
  public GenerationWork read(String customId, long created, JsonField body) {
    DecodingOptions options =
        Parameters.read(body, OWN, usual(body)).withEcho(Parameters.flag(body, "echo"));
    Optional<JsonField> logprobs = body.find("logprobs");
    if (logprobs.isPresent()) {
      options = options.withLogprobs(logprobs.get().asInt(0, DecodingOptions.MAX_LOGPROBS));
    }
    options = bestOf(body, options);
    if (Parameters.flag(body, "truncate")) {
      options = options.withSourceOverflow(Overflow.CUT);
    }
    List<Request> requests = new ArrayList<>();
    for (Prompt prompt : prompts(body.require("prompt"))) {
      // Several prompts differ in their ids, so that those without a seed draw apart.
      String id = requests.isEmpty() ? customId : customId + "#" + requests.size();
      requests.add(new Request(id, prompt, options));
    }
    BodyRequests asked = new BodyRequests(requests, Parameters.flag(body, "return_token_ids"));
    return new GenerationWork(model, asked, CompletionsEndpoint::write);
  }

  /** A body that says nothing of drawing leaves it to the model. */
  private DecodingOptions usual(JsonField body) {
    boolean draws = DRAWING.stream().anyMatch(name -> body.find(name).isPresent());
    return draws ? DecodingOptions.defaults() : model.defaults();
  }

  private static DecodingOptions bestOf(JsonField body, DecodingOptions options) {
    if (BeamParameters.isAsked(body)) {
      return options; // it is the number of beams
    }
    return body.find("best_of")
        .map(f -> options.withBestOf(f.asInt(options.n(), DecodingOptions.MAX_CHOICES)))
        .orElse(options);
  }

  private static List<Prompt> prompts(JsonField prompt) {
    if (prompt.value() instanceof JsonString text) {
      return List.of(new Prompt.Text(text.value()));
    }
    if (!(prompt.value() instanceof JsonArray)) {
      throw prompt.wrong("a string, token ids, or an array of these");
    }
    List<JsonField> elements = prompt.elements();
    if (elements.isEmpty() || elements.get(0).value() instanceof JsonNumber) {
      return List.of(ids(prompt));
    }
    List<Prompt> prompts = new ArrayList<>(elements.size());
    for (JsonField element : elements) {
      boolean text = element.value() instanceof JsonString;
      prompts.add(text ? new Prompt.Text(element.asString()) : ids(element));
    }
    return prompts;
  }

  private static Prompt.Ids ids(JsonField field) {
    int[] ids = field.elements().stream().mapToInt(id -> id.asInt(0, Integer.MAX_VALUE)).toArray();
    return new Prompt.Ids(ids);
  }

  @Override
  public JsonObject body(String prompt) {
    return JsonObject.builder().put("prompt", prompt).build();
  }

  private static JsonObject write(ResponseHead head, BodyRequests asked, List<Answer> answers) {
    JsonArray.Builder choices = JsonArray.builder();
    int index = 0;
    for (int i = 0; i < answers.size(); i++) {
      boolean logprobs = asked.requests().get(i).options().logprobs().isPresent();
      for (Choice choice : answers.get(i).choices()) {
        JsonObject.Builder json = choice(index++, choice, logprobs);
        choice.score().ifPresent(score -> json.put("score", (float) score));
        if (asked.returnTokenIds()) {
          json.put("prompt_token_ids", UsageJson.ids(answers.get(i).promptTokens()));
          json.put("token_ids", UsageJson.ids(choice.tokens()));
        }
        choices.add(json.build());
      }
    }
    return head.start("cmpl-", "text_completion")
        .put("choices", choices.build())
        .put("usage", UsageJson.of(answers))
        .put("system_fingerprint", head.fingerprint())
        .build();
  }

  private static JsonObject.Builder choice(int index, Choice choice, boolean logprobs) {
    return JsonObject.builder()
        .put("index", index)
        .put("text", choice.text())
        .put("logprobs", logprobs ? LogprobsJson.columns(choice) : JsonNull.NULL)
        .put("finish_reason", UsageJson.finish(choice));
  }
}
