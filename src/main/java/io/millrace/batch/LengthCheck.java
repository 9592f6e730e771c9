package io.millrace.batch;

import io.millrace.DecodingOptions;
import io.millrace.LanguageModel;
import io.millrace.Message;
import io.millrace.Prompt;
import io.millrace.Request;
import io.millrace.RequestException;
import java.util.List;

/** Whether requests fit into a model's context; counts tokens only where they might not. */
final class LengthCheck {

  private static final int DEFAULT_MAX_TOKENS = 16;

  /** A character takes at most so many tokens: one a byte. */
  private static final int TOKENS_A_CHARACTER = 3;

  private final LanguageModel model;

  LengthCheck(LanguageModel model) {
    this.model = model;
  }

  /**
   * @throws RequestException if the request does not fit
   */
  void check(Request request) {
    List<String> texts = texts(request.prompt());
    boolean chat = request.prompt() instanceof Prompt.Chat;
    DecodingOptions options = request.options();
    if (chat && !model.info().chat()) {
      throw RequestException.invalid(
          "messages", "messages: the model has no chat template; give one, or use completions");
    }
    int context = model.info().contextLength();
    long wanted = options.maxTokens().orElse(chat ? 1 : DEFAULT_MAX_TOKENS);
    long length = texts.stream().mapToLong(String::length).sum() * TOKENS_A_CHARACTER;
    if (request.prompt() instanceof Prompt.Ids ids) {
      length = ids.ids().length;
    } else if (length + wanted > context) {
      length = texts.stream().mapToLong(text -> model.tokenize(text).size()).sum();
    }
    if (length + wanted > context) {
      throw RequestException.invalid(
          "prompt",
          "prompt: has %s%d tokens, and %d are to be written, expected at most %d together"
              .formatted(chat ? "at least " : "", length, wanted, context));
    }
  }

  private static List<String> texts(Prompt prompt) {
    if (prompt instanceof Prompt.Text text) {
      return List.of(text.text());
    }
    return prompt instanceof Prompt.Chat chat
        ? chat.messages().stream().map(Message::content).toList()
        : List.of();
  }
}
