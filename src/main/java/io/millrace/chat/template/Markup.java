package io.millrace.chat.template;

/** The escapes of HTML, as the filters {@code escape} and {@code safe} know them. */
final class Markup {

  private Markup() {}

  /** {@code text} for use in markup: escaped unless it is markup. */
  static String escape(StringValue text, Budget budget) {
    return text.isMarkup() ? text.value() : escape(text.value(), budget);
  }

  static String escape(String text, Budget budget) {
    Text out = new Text(budget);
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      String entity = entity(text.charAt(i));
      if (!entity.isEmpty()) {
        out.append(text.substring(copied, i)).append(entity);
        copied = i + 1;
      }
    }
    return out.append(text.substring(copied)).toString();
  }

  private static String entity(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&#34;";
      case '\'' -> "&#39;";
      default -> "";
    };
  }
}
