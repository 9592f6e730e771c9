package io.millrace.batch;

import io.millrace.Answer;
import io.millrace.Choice;
import io.millrace.DecodingOptions;
import io.millrace.LanguageModel;
import io.millrace.Message;
import io.millrace.Prompt;
import io.millrace.Request;
import io.millrace.RequestException;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonObject;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/chat/completions}: a conversation through the chat template of the model. */
final class ChatEndpoint implements Endpoint {

  static final String URL = "/v1/chat/completions";

  private static final Set<String> OWN =
      Set.of("messages", "tools", "tool_choice", "max_completion_tokens", "top_logprobs");

  private final LanguageModel model;

  ChatEndpoint(LanguageModel model) {
    this.model = model;
  }

  @Override
  public String url() {
    return URL;
  }

  @Override
  public GenerationWork read(String customId, long created, JsonField body) {
    DecodingOptions options =
        logprobs(body, length(body, Parameters.read(body, OWN, DecodingOptions.defaults())));
    LocalDateTime now = LocalDateTime.ofEpochSecond(created, 0, ZoneOffset.UTC);
    Prompt prompt = new Prompt.Chat(messages(body.require("messages")), tools(body), now);
    Request request = new Request(customId, prompt, options);
    BodyRequests asked =
        new BodyRequests(List.of(request), Parameters.flag(body, "return_token_ids"));
    return new GenerationWork(model, asked, ChatEndpoint::write);
  }

  private static DecodingOptions length(JsonField body, DecodingOptions options) {
    Optional<JsonField> most = body.find("max_completion_tokens");
    if (most.isEmpty()) {
      return options;
    }
    if (options.maxTokens().isPresent()) {
      throw RequestException.invalid(
          "max_completion_tokens",
          "max_completion_tokens: stands beside max_tokens, expected one of the two");
    }
    return options.withMaxTokens(most.get().asInt(0, Integer.MAX_VALUE));
  }

  private static DecodingOptions logprobs(JsonField body, DecodingOptions options) {
    Optional<JsonField> count = body.find("top_logprobs");
    boolean asked = Parameters.flag(body, "logprobs");
    if (!asked && count.isPresent()) {
      throw RequestException.invalid(
          "top_logprobs", "top_logprobs: stands without logprobs, expected \"logprobs\": true");
    }
    int top = count.isPresent() ? count.get().asInt(0, DecodingOptions.MAX_LOGPROBS) : 0;
    return asked ? options.withLogprobs(top) : options;
  }

  private static List<Message> messages(JsonField messages) {
    return messages.elements().stream().map(ChatEndpoint::message).toList();
  }

  private static Message message(JsonField message) {
    Map<String, Object> more = JavaValues.of(message.object());
    more.remove("role");
    more.remove("content");
    return new Message(
        message.require("role").asString(),
        message.find("content").map(ChatEndpoint::content).orElse(""),
        more);
  }

  /** A string, or an array of text parts, which become lines. */
  private static String content(JsonField content) {
    if (!(content.value() instanceof JsonArray)) {
      return content.asString();
    }
    List<String> texts = new ArrayList<>();
    for (JsonField part : content.elements()) {
      JsonField type = part.require("type");
      if (!type.asString().equals("text")) {
        throw type.wrong("\"text\"");
      }
      texts.add(part.require("text").asString());
    }
    return String.join("\n", texts);
  }

  private static List<Map<String, Object>> tools(JsonField body) {
    Optional<JsonField> choice = body.find("tool_choice");
    String chosen = choice.map(JsonField::asString).orElse("auto");
    if (!Set.of("auto", "none").contains(chosen)) {
      throw choice.get().wrong("\"auto\" or \"none\"");
    }
    Optional<JsonField> tools = body.find("tools").filter(t -> !chosen.equals("none"));
    return tools.map(ChatEndpoint::toolList).orElse(List.of());
  }

  private static List<Map<String, Object>> toolList(JsonField tools) {
    return tools.elements().stream().map(tool -> JavaValues.of(tool.object())).toList();
  }

  @Override
  public JsonObject body(String prompt) {
    JsonObject message = JsonObject.builder().put("role", "user").put("content", prompt).build();
    return JsonObject.builder().put("messages", JsonArray.of(message)).build();
  }

  private static JsonObject write(ResponseHead head, BodyRequests asked, List<Answer> answers) {
    Answer answer = answers.get(0);
    JsonObject.Builder json =
        head.start("chatcmpl-", "chat.completion")
            .put("choices", choices(asked, answer))
            .put("usage", UsageJson.of(answers))
            .put("system_fingerprint", head.fingerprint());
    if (asked.returnTokenIds()) {
      json.put("prompt_token_ids", UsageJson.ids(answer.promptTokens()));
    }
    return json.build();
  }

  private static JsonArray choices(BodyRequests asked, Answer answer) {
    JsonArray.Builder choices = JsonArray.builder();
    for (int i = 0; i < answer.choices().size(); i++) {
      choices.add(choice(i, asked, answer.choices().get(i)));
    }
    return choices.build();
  }

  private static JsonObject choice(int index, BodyRequests asked, Choice choice) {
    DecodingOptions options = asked.requests().get(0).options();
    JsonObject message =
        JsonObject.builder().put("role", "assistant").put("content", choice.text()).build();
    JsonObject.Builder json =
        JsonObject.builder()
            .put("index", index)
            .put("message", message)
            .put(
                "logprobs",
                options.logprobs().isPresent()
                    ? LogprobsJson.rows(choice, options.logprobs().getAsInt())
                    : JsonNull.NULL)
            .put("finish_reason", UsageJson.finish(choice));
    choice.score().ifPresent(score -> json.put("score", (float) score));
    if (asked.returnTokenIds()) {
      json.put("token_ids", UsageJson.ids(choice.tokens()));
    }
    return json.build();
  }
}
