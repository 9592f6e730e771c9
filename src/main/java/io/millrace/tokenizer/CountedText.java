package io.millrace.tokenizer;

/** A text that may be looked at so often only: what bounds a regular expression. */
final class CountedText implements CharSequence {

  private final String text;
  private final String expression;
  private long left;

  /**
   * Wraps a text.
   *
   * @param looks how often its characters may be looked at
   * @param expression that looks at it, for the error
   */
  CountedText(String text, long looks, String expression) {
    this.text = text;
    this.left = looks;
    this.expression = expression;
  }

  /** The complaint that an expression cannot be run on a text. */
  static IllegalArgumentException tooHard(String expression, String how, Throwable cause) {
    String shown = expression.length() > 60 ? expression.substring(0, 60) + "..." : expression;
    return new IllegalArgumentException(
        "encode: the tokenizer's expression \"%s\" %s on this text; split the text"
            .formatted(shown, how),
        cause);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (--left < 0) {
      throw tooHard(expression, "takes too long", new IllegalStateException("looks used up"));
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
