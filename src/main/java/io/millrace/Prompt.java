package io.millrace;

import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a request asks the model to continue. */
public sealed interface Prompt {

  /**
   * Plain text.
   *
   * @param text at least one character
   */
  record Text(String text) implements Prompt {
    public Text {
      Objects.requireNonNull(text, "prompt: text is null, expected a string");
    }
  }

  /**
   * A conversation, rendered by the chat template of the model.
   *
   * @param messages oldest first, at least one
   * @param tools what the model may call, as JSON-like values (maps, lists, strings, numbers,
   *     booleans, null); empty for none
   * @param now the date and time for templates that write them; part of the request, so that the
   *     same request gets the same answer
   */
  record Chat(List<Message> messages, List<Map<String, Object>> tools, LocalDateTime now)
      implements Prompt {
    public Chat {
      Objects.requireNonNull(now, "prompt: now is null, expected a time");
      messages = List.copyOf(messages);
      tools = tools.stream().map(Chat::copy).toList();
    }

    private static Map<String, Object> copy(Map<String, Object> tool) {
      return Collections.unmodifiableMap(new LinkedHashMap<>(tool));
    }
  }

  /**
   * Tokens, used as they are.
   *
   * @param ids at least one, each below the size of the vocabulary
   */
  record Ids(int[] ids) implements Prompt {
    public Ids {
      ids = ids.clone();
    }
  }
}
