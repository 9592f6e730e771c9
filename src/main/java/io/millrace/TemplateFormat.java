package io.millrace;

import io.millrace.chat.ChatContext;
import io.millrace.chat.ChatTemplate;
import io.millrace.chat.template.TemplateException;
import io.millrace.json.JsonException;
import io.millrace.json.JsonObject;
import io.millrace.tokenizer.Tokenizer;
import java.util.List;
import java.util.OptionalInt;

/** The format of a model with a template. */
final class TemplateFormat implements ChatFormat {

  private final ChatTemplate template;
  private final Tokenizer tokenizer;

  private TemplateFormat(ChatTemplate template, Tokenizer tokenizer) {
    this.template = template;
    this.tokenizer = tokenizer;
  }

  /**
   * The format of a template that the user gave.
   *
   * @throws IllegalArgumentException if it cannot be compiled
   */
  static ChatFormat given(String source, Tokenizer tokenizer) {
    try {
      return new TemplateFormat(ChatTemplate.compile(source), tokenizer);
    } catch (TemplateException e) {
      throw new IllegalArgumentException("chat-template: " + e.getMessage(), e);
    }
  }

  /** The format of a model's own template; a bad one fails conversations, and nothing else. */
  static ChatFormat ofModel(String source, Tokenizer tokenizer) {
    try {
      return new TemplateFormat(ChatTemplate.compile(source), tokenizer);
    } catch (TemplateException e) {
      return chat -> {
        throw RequestException.invalid(
            "messages",
            "messages: the model's chat template cannot be used ("
                + e.getMessage()
                + "); give another with --chat-template FILE");
      };
    }
  }

  @Override
  public String render(Prompt.Chat chat) {
    try {
      return template.render(context(chat));
    } catch (TemplateException e) {
      throw RequestException.invalid("messages", "messages: " + e.getMessage());
    }
  }

  private ChatContext context(Prompt.Chat chat) {
    ChatContext context = ChatContext.of(messages(chat.messages())).withNow(chat.now());
    if (!chat.tools().isEmpty()) {
      context = context.withTools(JsonValues.array("tools", chat.tools()));
    }
    context = withToken(context, "bos_token", tokenizer.bos());
    return withToken(context, "eos_token", tokenizer.eos());
  }

  private ChatContext withToken(ChatContext context, String name, OptionalInt token) {
    return token.isEmpty()
        ? context
        : context.withSpecialToken(name, tokenizer.vocabulary().piece(token.getAsInt()));
  }

  private static List<io.millrace.chat.Message> messages(List<Message> messages) {
    return messages.stream().map(TemplateFormat::message).toList();
  }

  private static io.millrace.chat.Message message(Message message) {
    JsonObject.Builder fields = JsonObject.builder().put("role", message.role());
    boolean calls = message.content().isEmpty() && message.more().containsKey("tool_calls");
    if (calls) {
      fields.putNull("content"); // as the API has it; some templates ask
    } else {
      fields.put("content", message.content());
    }
    message.more().forEach((key, value) -> fields.put(key, JsonValues.of("messages", value)));
    try {
      return io.millrace.chat.Message.parse(fields.build().at("messages"));
    } catch (JsonException e) {
      throw RequestException.invalid("messages", e.getMessage());
    }
  }
}
