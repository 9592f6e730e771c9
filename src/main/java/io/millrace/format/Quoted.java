package io.millrace.format;

/** Text from a file, made fit for an error message. */
final class Quoted {

  private static final int LONGEST = 80;

  private Quoted() {}

  /** The text with control characters as backslash-u escapes, cut after 80 characters. */
  static String of(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      boolean unfit = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
      quoted.append(unfit ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return text.length() > LONGEST ? quoted.append("…").toString() : quoted.toString();
  }
}
