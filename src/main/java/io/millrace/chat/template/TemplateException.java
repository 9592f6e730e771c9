package io.millrace.chat.template;

/** A template that cannot be compiled, or that failed while rendering; the message says where. */
public final class TemplateException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  TemplateException(Position at, String message) {
    super("template " + at + ": " + message);
    this.line = at.line();
    this.column = at.column();
  }

  /** The line in the template, from 1. */
  public int line() {
    return line;
  }

  /** The column in the line, in characters from 1. */
  public int column() {
    return column;
  }
}
