package io.millrace.tokenizer;

import io.millrace.tokenizer.SplitBehavior.Range;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a tokenizer file that no rule of ours covers, run by the JDK.
 *
 * <p>Where it names nothing but ASCII characters and categories, it sees the text folded into an
 * {@link Alphabet}, so that what it finds does not depend on the JDK. An expression with other
 * characters or with scripts sees the text itself.
 *
 * <p>The file may be hostile: an expression that looks at characters far more often than the text
 * has them, or that nests too deep, is given up with an error.
 */
final class RegexPattern implements TextPattern {

  private static final int LOOKS_PER_CHARACTER = 2_000;
  private static final int FREE_LOOKS = 1_000_000;
  private static final int FLAGS = Pattern.MULTILINE | Pattern.UNIX_LINES | Pattern.UNICODE_CASE;

  /** Letters in circles and squares: signs by category. */
  private static final String CIRCLED =
      "\u24B6\u24E9\uD83C\uDD30\uD83C\uDD49\uD83C\uDD50\uD83C\uDD69\uD83C\uDD70\uD83C\uDD89";

  private final Pattern pattern;
  private final Optional<Alphabet> alphabet;

  private RegexPattern(Pattern pattern, Optional<Alphabet> alphabet) {
    this.pattern = pattern;
    this.alphabet = alphabet;
  }

  /**
   * Compiles an expression.
   *
   * @throws IllegalArgumentException if it is none, or has what only Oniguruma has
   */
  static RegexPattern of(String expression) {
    try {
      Alphabet alphabet = new Alphabet(CIRCLED, RegexTranslation.LATIN_NUMBERS);
      Optional<String> folded = folded(expression, alphabet);
      if (folded.isPresent()) {
        return new RegexPattern(Pattern.compile(folded.get(), FLAGS), Optional.of(alphabet));
      }
      String translated = RegexTranslation.of(expression, new OfJdk());
      int flags = FLAGS | Pattern.UNICODE_CHARACTER_CLASS;
      return new RegexPattern(Pattern.compile(translated, flags), Optional.empty());
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "regular expression \"%s\" at %d: %s, expected one the JDK can compile"
              .formatted(expression, e.getIndex(), e.getDescription()),
          e);
    }
  }

  private static Optional<String> folded(String expression, Alphabet alphabet) {
    try {
      return Optional.of(RegexTranslation.of(expression, new OfAlphabet(alphabet)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // what is wrong for the JDK as well is found then
    }
  }

  /** Classes over folded text. */
  private record OfAlphabet(Alphabet alphabet) implements RegexTranslation.Classes {

    @Override
    public String named(String name) {
      if (name.equals("LatinNumbers")) {
        return alphabet.set(1);
      }
      if (Categories.NAMES.stream().noneMatch(category -> category.startsWith(name))) {
        throw new IllegalArgumentException(name);
      }
      return alphabet.of(name);
    }

    @Override
    public String word() {
      return alphabet.of("L", "M", "Nd", "Nl", "Pc") + alphabet.set(0);
    }

    @Override
    public String space() {
      return alphabet.space();
    }

    @Override
    public String literal(char c) {
      throw new IllegalArgumentException("not ASCII");
    }
  }

  /** Classes that the JDK knows. */
  private static final class OfJdk implements RegexTranslation.Classes {

    @Override
    public String named(String name) {
      if (name.equals("LatinNumbers")) {
        return "\\u00B2\\u00B3\\u00B9\\u00BC-\\u00BE";
      }
      return "\\p{" + (name.length() > 2 ? "Is" : "") + name + "}";
    }

    @Override
    public String word() {
      return "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";
    }

    @Override
    public String space() {
      return "\\s";
    }

    @Override
    public String literal(char c) {
      return String.valueOf(c);
    }
  }

  @Override
  public List<Range> find(AlignedText text) {
    String string = alphabet.isPresent() ? folded(text, alphabet.get()) : text.toString();
    long looks = FREE_LOOKS + (long) LOOKS_PER_CHARACTER * string.length();
    Matcher matcher = pattern.matcher(new CountedText(string, looks, pattern.pattern()));
    Cover cover = new Cover();
    int chars = 0;
    int characters = 0;
    try {
      while (matcher.find()) {
        if (matcher.end() == matcher.start()) {
          continue;
        }
        int start = characters + string.codePointCount(chars, matcher.start());
        characters = start + string.codePointCount(matcher.start(), matcher.end());
        chars = matcher.end();
        cover.match(start, characters);
      }
    } catch (StackOverflowError e) {
      throw CountedText.tooHard(pattern.pattern(), "nests too deep", e);
    }
    return cover.upTo(text.length());
  }

  private static String folded(AlignedText text, Alphabet alphabet) {
    char[] folded = new char[text.length()];
    for (int i = 0; i < folded.length; i++) {
      folded[i] = alphabet.fold(text.at(i));
    }
    return new String(folded);
  }
}
