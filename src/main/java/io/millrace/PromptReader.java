package io.millrace;

import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;

/** Turns prompts into the tokens a model reads. */
final class PromptReader {

  private final Tokenizer tokenizer;
  private final ChatFormat format;

  PromptReader(Tokenizer tokenizer, ChatFormat format) {
    this.tokenizer = tokenizer;
    this.format = format;
  }

  /**
   * The tokens of a prompt: with the beginning-of-sequence token where the model file says so, and
   * never twice.
   *
   * @throws RequestException if the prompt is empty or cannot be spelled
   */
  int[] read(Prompt prompt) {
    if (prompt instanceof Prompt.Text text) {
      expectSome("prompt", text.text().length());
      return withBos(encode(text.text(), SpecialTokens.AS_TEXT));
    }
    if (prompt instanceof Prompt.Ids ids) {
      return checked(ids.ids(), tokenizer.vocabulary().size());
    }
    Prompt.Chat chat = (Prompt.Chat) prompt;
    expectSome("messages", chat.messages().size());
    int[] rendered = encode(format.render(chat), SpecialTokens.PARSE);
    int[] tokens = withBos(rendered);
    expectSome("messages", tokens.length);
    return tokens;
  }

  private static void expectSome(String parameter, int count) {
    if (count == 0) {
      throw RequestException.invalid(
          parameter,
          parameter
              + (parameter.equals("prompt")
                  ? ": is empty, expected text or token ids"
                  : ": are empty, expected at least one message"));
    }
  }

  private int[] encode(String text, SpecialTokens special) {
    try {
      return tokenizer.encode(text, special);
    } catch (IllegalArgumentException e) {
      throw RequestException.invalid("prompt", "prompt: " + e.getMessage());
    }
  }

  private int[] withBos(int[] tokens) {
    boolean wanted = tokenizer.addBos() && tokenizer.bos().isPresent();
    if (!wanted || (tokens.length > 0 && tokens[0] == tokenizer.bos().getAsInt())) {
      return tokens;
    }
    int[] longer = new int[tokens.length + 1];
    longer[0] = tokenizer.bos().getAsInt();
    System.arraycopy(tokens, 0, longer, 1, tokens.length);
    return longer;
  }

  /** Token ids as they are, of a vocabulary of this size. */
  static int[] checked(int[] ids, int size) {
    expectSome("prompt", ids.length);
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= size) {
        throw RequestException.invalid(
            "prompt", "prompt: token " + i + " is " + ids[i] + ", expected 0 to " + (size - 1));
      }
    }
    return ids;
  }
}
