package io.millrace;

import io.millrace.tokenizer.StreamingDecoder;
import io.millrace.tokenizer.Tokenizer;
import java.util.stream.IntStream;

/** The text of tokens that come one by one. */
final class GrowingText {

  private final Tokenizer tokenizer;
  private final StreamingDecoder decoder;
  private final IntStream.Builder first = IntStream.builder();
  private boolean begins;

  /** Where the text stands. */
  enum Place {
    /** It continues a prompt. */
    BEHIND_PROMPT,
    /** It is a text of its own: the space that some vocabularies put before one is taken away. */
    ALONE
  }

  GrowingText(Tokenizer tokenizer, Place place) {
    this.tokenizer = tokenizer;
    decoder = tokenizer.decoder();
    begins = place == Place.ALONE;
  }

  /**
   * Adds a token and returns the text that is complete now, perhaps none. Rows of an embedding that
   * no token of the vocabulary has are no text.
   */
  String append(int token) {
    if (token >= tokenizer.vocabulary().size()) {
      return "";
    }
    String more = decoder.append(token);
    if (!begins) {
      return more;
    }
    first.add(token);
    if (more.isEmpty()) {
      return more;
    }
    begins = false;
    boolean spaced =
        more.startsWith(" ") && !tokenizer.decode(first.build().toArray()).startsWith(more);
    return spaced ? more.substring(1) : more;
  }

  /** Ends the text and returns what was left of it. */
  String finish() {
    return decoder.finish();
  }
}
