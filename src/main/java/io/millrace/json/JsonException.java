package io.millrace.json;

/** Text that is not JSON, or JSON that is not what was expected; the message says where. */
public final class JsonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /** A complaint about a value; {@code message} starts with its path. */
  public JsonException(String message) {
    super(message);
    this.line = 0;
    this.column = 0;
  }

  JsonException(int line, int column, String message) {
    super("line " + line + ", column " + column + ": " + message);
    this.line = line;
    this.column = column;
  }

  /** The line in the text, from 1; 0 when the complaint is about a value. */
  public int line() {
    return line;
  }

  /** The column in the line, in characters from 1; 0 when the complaint is about a value. */
  public int column() {
    return column;
  }
}
