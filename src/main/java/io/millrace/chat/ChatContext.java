package io.millrace.chat;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a chat template is given.
 *
 * @param messages the conversation, oldest first
 * @param tools descriptions of the functions that the model may call, if any
 * @param documents texts to answer from, if any
 * @param addsGenerationPrompt whether the prompt ends with the start of the assistant's turn
 * @param specialTokens the texts of tokens by the template's names for them, such as {@code
 *     bos_token} and {@code eos_token}
 * @param extra further variables, such as {@code enable_thinking}; those above win
 * @param now the time for templates that write the date; the same time gives the same prompt
 */
public record ChatContext(
    List<Message> messages,
    Optional<JsonArray> tools,
    Optional<JsonArray> documents,
    boolean addsGenerationPrompt,
    Map<String, String> specialTokens,
    JsonObject extra,
    LocalDateTime now) {

  /** Copies its collections. */
  public ChatContext {
    messages = List.copyOf(messages);
    specialTokens = Map.copyOf(specialTokens);
  }

  /** The conversation {@code messages}, with a generation prompt and nothing else, at this time. */
  public static ChatContext of(List<Message> messages) {
    return new ChatContext(
        messages,
        Optional.empty(),
        Optional.empty(),
        true,
        Map.of(),
        JsonObject.builder().build(),
        LocalDateTime.now(java.time.ZoneId.systemDefault()));
  }

  public ChatContext withTools(JsonArray newTools) {
    return new ChatContext(
        messages,
        Optional.of(newTools),
        documents,
        addsGenerationPrompt,
        specialTokens,
        extra,
        now);
  }

  public ChatContext withDocuments(JsonArray newDocuments) {
    return new ChatContext(
        messages,
        tools,
        Optional.of(newDocuments),
        addsGenerationPrompt,
        specialTokens,
        extra,
        now);
  }

  /** Ends the prompt with the last message. */
  public ChatContext withoutGenerationPrompt() {
    return new ChatContext(messages, tools, documents, false, specialTokens, extra, now);
  }

  /** Adds a special token; {@code name} is the template's, such as {@code bos_token}. */
  public ChatContext withSpecialToken(String name, String text) {
    Map<String, String> tokens = new LinkedHashMap<>(specialTokens);
    tokens.put(name, text);
    return new ChatContext(messages, tools, documents, addsGenerationPrompt, tokens, extra, now);
  }

  public ChatContext withBosToken(String text) {
    return withSpecialToken("bos_token", text);
  }

  public ChatContext withEosToken(String text) {
    return withSpecialToken("eos_token", text);
  }

  public ChatContext withExtra(JsonObject newExtra) {
    return new ChatContext(
        messages, tools, documents, addsGenerationPrompt, specialTokens, newExtra, now);
  }

  public ChatContext withNow(LocalDateTime newNow) {
    return new ChatContext(
        messages, tools, documents, addsGenerationPrompt, specialTokens, extra, newNow);
  }

  /** The template's variables by name. */
  Map<String, JsonValue> variables() {
    Map<String, JsonValue> variables = new LinkedHashMap<>(extra.members());
    specialTokens.forEach((name, text) -> variables.put(name, JsonValue.of(text)));
    JsonArray.Builder all = JsonArray.builder();
    messages.forEach(message -> all.add(message.fields()));
    variables.put("messages", all.build());
    variables.put("tools", tools.map(JsonValue.class::cast).orElse(JsonNull.NULL));
    variables.put("documents", documents.map(JsonValue.class::cast).orElse(JsonNull.NULL));
    variables.put("add_generation_prompt", JsonValue.of(addsGenerationPrompt));
    return variables;
  }
}
