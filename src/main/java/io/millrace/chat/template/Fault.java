package io.millrace.chat.template;

import java.util.Locale;

/** Why an operation on values failed; the node that ran it adds the place. */
final class Fault extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Fault(String message) {
    super(message, null, false, false);
  }

  /** {@link #Fault} with a {@link String#format} pattern. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
  static Fault of(String pattern, Object... arguments) {
    return new Fault(String.format(Locale.ROOT, pattern, arguments));
  }

  TemplateException at(Position position) {
    return new TemplateException(position, getMessage());
  }
}
