package io.millrace.format;

/**
 * A text in the metadata of a GGUF file.
 *
 * @param text the decoded UTF-8; invalid sequences have become U+FFFD
 */
public record GgufString(String text) implements GgufValue {

  @Override
  public GgufType type() {
    return GgufType.STRING;
  }

  @Override
  public String toString() {
    return text;
  }
}
