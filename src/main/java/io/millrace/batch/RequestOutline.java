package io.millrace.batch;

import io.millrace.DecodingOptions;
import io.millrace.Message;
import io.millrace.Prompt;
import io.millrace.Request;
import java.util.List;

/** What the planner knows of requests to a language model. */
final class RequestOutline {

  /** Characters of a prompt that are compared with those of others. */
  static final int PREFIX = 4096;

  /** About so many characters stand in a token. */
  static final int CHARACTERS_A_TOKEN = 4;

  /** A step for a generated token costs about as much as this many tokens of a prompt. */
  private static final int STEP_COST = 4;

  private static final int DEFAULT_COMPLETION = 16;

  /** Conversations that name no limit are expected to take this many tokens. */
  private static final int DEFAULT_CHAT = 512;

  private RequestOutline() {}

  static WindowOrder.Item of(List<Request> requests) {
    long work = 0;
    for (Request request : requests) {
      DecodingOptions options = request.options();
      boolean chat = request.prompt() instanceof Prompt.Chat;
      int most = options.maxTokens().orElse(chat ? DEFAULT_CHAT : DEFAULT_COMPLETION);
      work += (long) STEP_COST * most * options.sequences() + promptTokens(request.prompt());
    }
    Prompt first = requests.isEmpty() ? new Prompt.Text("") : requests.get(0).prompt();
    return new WindowOrder.Item(prefix(first), work);
  }

  private static long promptTokens(Prompt prompt) {
    if (prompt instanceof Prompt.Text text) {
      return text.text().length() / CHARACTERS_A_TOKEN;
    }
    if (prompt instanceof Prompt.Ids ids) {
      return ids.ids().length;
    }
    long characters = 0;
    for (Message message : ((Prompt.Chat) prompt).messages()) {
      characters += message.content().length();
    }
    return characters / CHARACTERS_A_TOKEN;
  }

  /** The prompt's beginning; prompts that begin alike have beginnings that do. */
  private static String prefix(Prompt prompt) {
    StringBuilder prefix = new StringBuilder();
    if (prompt instanceof Prompt.Text text) {
      append(prefix, text.text());
    } else if (prompt instanceof Prompt.Ids ids) {
      int[] all = ids.ids();
      for (int i = 0; i < all.length && prefix.length() < PREFIX; i++) {
        prefix.append((char) (all[i] >>> 16)).append((char) all[i]);
      }
    } else {
      for (Message message : ((Prompt.Chat) prompt).messages()) {
        append(prefix, message.role());
        append(prefix, "\n");
        append(prefix, message.content());
      }
    }
    return prefix.toString();
  }

  private static void append(StringBuilder prefix, String text) {
    prefix.append(text, 0, Math.min(text.length(), PREFIX - prefix.length()));
  }
}
