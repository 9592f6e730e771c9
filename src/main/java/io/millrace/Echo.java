package io.millrace;

import io.millrace.tokenizer.StreamingDecoder;
import io.millrace.tokenizer.Tokenizer;

/**
 * A prompt as text, and where in it each of its tokens starts.
 *
 * @param text the text as it was given, or the tokens' text
 * @param offsets in {@code char}s of {@code text}, one a token
 */
record Echo(String text, int[] offsets) {

  static Echo of(Prompt prompt, int[] tokens, Tokenizer tokenizer) {
    String decoded = tokenizer.decode(tokens);
    int[] offsets = new int[tokens.length];
    StreamingDecoder decoder = tokenizer.decoder();
    int position = 0;
    for (int i = 0; i < tokens.length; i++) {
      offsets[i] = position;
      position += decoder.append(tokens[i]).length();
    }
    position += decoder.finish().length();
    shift(offsets, position - decoded.length());
    return new Echo(prompt instanceof Prompt.Text given ? given.text() : decoded, offsets);
  }

  /** Takes the space out that some vocabularies put before a text. */
  private static void shift(int[] offsets, int by) {
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = Math.max(0, offsets[i] - by);
    }
  }
}
