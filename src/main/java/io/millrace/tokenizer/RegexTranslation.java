package io.millrace.tokenizer;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spells the regular expressions of tokenizer files, which are Oniguruma's, as the JDK has them.
 *
 * <p>To be compiled with {@code MULTILINE} and {@code UNIX_LINES}: there, a line ends at a line
 * feed and nowhere else.
 */
final class RegexTranslation {

  /** How classes of characters are spelled. */
  interface Classes {
    /**
     * The inside of a class of the characters of a category or script.
     *
     * @throws IllegalArgumentException if there is no such class
     */
    String named(String name);

    /** The inside of a class of letters, marks, digits and connectors. */
    String word();

    /** The inside of a class of white space. */
    String space();

    /**
     * A character that stands for itself.
     *
     * @throws IllegalArgumentException if it cannot
     */
    String literal(char c);
  }

  /** Oniguruma takes these for letters, but only outside of a class. */
  static final String LATIN_NUMBERS = "\u00B2\u00B3\u00B9\u00B9\u00BC\u00BE";

  private static final Pattern BRACKET = Pattern.compile("\\[:([a-z]+):\\]");
  private static final Pattern NAMED = Pattern.compile("\\\\([pP])\\{(\\^?)([A-Za-z_]+)\\}");
  private static final Map<String, String> BRACKETS =
      Map.of("digit", "Nd", "upper", "Lu", "lower", "Ll");

  private final String expression;
  private final Classes classes;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int depth; // of character classes

  private RegexTranslation(String expression, Classes classes) {
    this.expression = expression;
    this.classes = classes;
  }

  /**
   * Translates an expression.
   *
   * @throws IllegalArgumentException if it has something that would come out as another thing
   */
  static String of(String expression, Classes classes) {
    return new RegexTranslation(expression, classes).translate();
  }

  private String translate() {
    while (at < expression.length()) {
      char c = expression.charAt(at);
      if (c == '\\' && at + 1 < expression.length()) {
        escape();
      } else if (c == '[') {
        open();
      } else {
        depth -= c == ']' && depth > 0 ? 1 : 0;
        out.append(c < 0x80 ? String.valueOf(c) : classes.literal(c));
        at++;
      }
    }
    return out.toString();
  }

  private void escape() {
    Matcher named = NAMED.matcher(expression).region(at, expression.length());
    if (named.lookingAt()) {
      boolean negated = named.group(1).equals("P") == named.group(2).isEmpty();
      put(classes.named(named.group(3)), negated);
      at = named.end();
      return;
    }
    char escaped = expression.charAt(at + 1);
    boolean negated = Character.isUpperCase(escaped);
    switch (Character.toLowerCase(escaped)) {
      case 'w' -> put(classes.word() + (depth == 0 ? classes.named("LatinNumbers") : ""), negated);
      case 's' -> put(classes.space(), negated);
      case 'd' -> put(classes.named("Nd"), negated);
      case 'h' -> put("0-9A-Fa-f", negated);
      case 'r', 'n', 't', 'f', 'x', 'u' -> out.append(expression, at, at + 2);
      default -> {
        if (Character.isLetterOrDigit(escaped)) {
          throw unknown("\\" + escaped);
        }
        out.append(expression, at, at + 2);
      }
    }
    at += 2;
  }

  private void put(String inside, boolean negated) {
    if (depth == 0) {
      out.append(negated ? "[^" : "[").append(inside).append(']');
    } else if (negated) {
      throw unknown("a negated class inside a class");
    } else {
      out.append(inside);
    }
  }

  private void open() {
    Matcher bracket = BRACKET.matcher(expression).region(at, expression.length());
    if (depth == 0 || !bracket.lookingAt()) {
      out.append('[');
      depth++;
      at++;
      return;
    }
    String name = bracket.group(1);
    switch (name) {
      case "space" -> out.append(classes.space());
      case "word" -> out.append(classes.word());
      case "xdigit" -> out.append("0-9A-Fa-f");
      case "digit", "upper", "lower" -> out.append(classes.named(BRACKETS.get(name)));
      default -> throw unknown(bracket.group());
    }
    at = bracket.end();
  }

  private IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException(
        "regular expression \"%s\" at %d: found %s, expected one that the JDK has too"
            .formatted(expression, at, what));
  }
}
