package io.millrace.batch;

import io.millrace.LanguageModel;
import io.millrace.Message;
import io.millrace.Overflow;
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
    boolean chat = request.prompt() instanceof Prompt.Chat;
    if (chat && !model.info().chat()) {
      throw RequestException.invalid(
          "messages", "messages: the model has no chat template; give one, or use completions");
    }
    if (model.info().sourceLength().isPresent()) {
      if (request.options().sourceOverflow() == Overflow.REFUSE) {
        checkSource(request.prompt(), model.info().sourceLength().getAsInt());
      }
    } else {
      checkTogether(request, chat);
    }
  }

  private void checkSource(Prompt prompt, int most) {
    long length = length(prompt, most);
    if (length > most) {
      throw RequestException.invalid(
          "prompt",
          "prompt: has %d tokens, expected at most %d in a source".formatted(length, most));
    }
  }

  private void checkTogether(Request request, boolean chat) {
    int context = model.info().contextLength();
    long wanted = request.options().maxTokens().orElse(chat ? 1 : DEFAULT_MAX_TOKENS);
    long length = length(request.prompt(), context - wanted);
    if (length + wanted > context) {
      throw RequestException.invalid(
          "prompt",
          "prompt: has %s%d tokens, and %d are to be written, expected at most %d together"
              .formatted(chat ? "at least " : "", length, wanted, context));
    }
  }

  /** The tokens of a prompt, or more than it has if that is not too many. */
  private long length(Prompt prompt, long most) {
    if (prompt instanceof Prompt.Ids ids) {
      return ids.ids().length;
    }
    List<String> texts = texts(prompt);
    long bound = texts.stream().mapToLong(String::length).sum() * TOKENS_A_CHARACTER;
    return bound <= most
        ? bound
        : texts.stream().mapToLong(text -> model.tokenize(text).size()).sum();
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
