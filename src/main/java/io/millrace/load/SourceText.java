package io.millrace.load;

import io.millrace.tokenizer.Encoding;
import io.millrace.tokenizer.TextInput;
import io.millrace.tokenizer.TextTokenizer;
import io.millrace.tokenizer.TokenKind;
import io.millrace.tokenizer.Truncation;
import io.millrace.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How a model with a source reads a text: its tokens, framed as the tokenizer says, and the
 * languages that stand for something in it.
 *
 * <p>A language of the source is a token of the frame, as in mBART. A language of the target is
 * said by a token: the first one that the decoder writes, or of Marian the first one of the source.
 */
public final class SourceText {

  private static final Pattern CODE = Pattern.compile("[a-z]{2,3}_[A-Z]{2}");
  private static final Pattern MARK = Pattern.compile(">>[^<>\\s]+<<");

  private final TextTokenizer tokenizer;
  private final Map<String, Integer> codes;
  private final Map<String, Integer> marks;
  private final Languages defaults;
  private final int mostCut;

  /**
   * The languages of a text and of what is to become of it, by the model's names for them.
   *
   * @param source empty for the model's default, or if it has none
   * @param target likewise
   */
  public record Languages(Optional<String> source, Optional<String> target) {

    /** Those that the model takes if nobody says. */
    public static final Languages DEFAULT = new Languages(Optional.empty(), Optional.empty());
  }

  /**
   * @param defaults the languages that the folder names
   * @param mostCut tokens that a text is cut to that may be cut, if the network reads more; {@link
   *     Integer#MAX_VALUE} for as many as it reads
   */
  SourceText(TextTokenizer tokenizer, Languages defaults, int mostCut) {
    this.tokenizer = tokenizer;
    this.mostCut = mostCut;
    codes = tokens(tokenizer.vocabulary(), CODE);
    marks = tokens(tokenizer.vocabulary(), MARK);
    this.defaults = defaults;
  }

  private static Map<String, Integer> tokens(Vocabulary vocabulary, Pattern spelling) {
    Map<String, Integer> found = new TreeMap<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String piece = vocabulary.piece(id);
      boolean pure = vocabulary.kind(id) != TokenKind.NORMAL || spelling == MARK;
      if (pure && spelling.matcher(piece).matches()) {
        found.put(piece, id);
      }
    }
    return found;
  }

  /** The tokenizer of sources. */
  public TextTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * The tokens of a source. No special tokens are parsed in the text, but for the mark of Marian's
   * target languages at its beginning.
   *
   * @throws IllegalArgumentException if a language is unknown, or the vocabulary cannot spell the
   *     text
   */
  public int[] encode(String text, Languages languages) {
    return encode(text, languages, Integer.MAX_VALUE);
  }

  /**
   * The same of a text that is cut if it is too long.
   *
   * @param most tokens at most, those put around the text included
   */
  public int[] encodeCut(String text, Languages languages, int most) {
    return encode(text, languages, Math.min(most, mostCut));
  }

  private int[] encode(String text, Languages languages, int most) {
    String mark = mark(text, languages);
    String rest = mark.isEmpty() ? text : text.replace(mark, "");
    int left = mark.isEmpty() || most == Integer.MAX_VALUE ? most : Math.max(0, most - 1);
    Truncation cut =
        new Truncation(left, tokenizer.truncation().side(), Truncation.Strategy.LONGEST_FIRST);
    Encoding encoding = tokenizer.encode(TextInput.of(rest).with(cut));
    int[] ids = withLanguage(encoding, languages);
    return mark.isEmpty()
        ? ids
        : IntStream.concat(IntStream.of(marks.get(mark)), IntStream.of(ids)).toArray();
  }

  /** The mark that stands before a text, the text's own or the target language's; or nothing. */
  private String mark(String text, Languages languages) {
    if (marks.isEmpty()) {
      return "";
    }
    if (languages.target().isPresent()) {
      String name = languages.target().get();
      String mark = name.startsWith(">>") ? name : ">>" + name + "<<";
      id("target language", mark, marks);
      return mark;
    }
    int end = text.startsWith(">>") ? text.indexOf("<<") : -1;
    String own = end < 0 ? "" : text.substring(0, end + 2);
    return marks.containsKey(own) ? own : "";
  }

  private int[] withLanguage(Encoding encoding, Languages languages) {
    int[] ids = encoding.ids();
    if (languages.source().isEmpty() && defaults.source().isEmpty()) {
      return ids;
    }
    int wanted =
        languages
            .source()
            .map(name -> id("source language", name, codes))
            .orElseGet(() -> codes.getOrDefault(defaults.source().get(), -1));
    for (int i = 0; i < ids.length && wanted >= 0; i++) {
      if (encoding.isFrame(i) && codes.containsValue(ids[i])) {
        ids[i] = wanted;
      }
    }
    return ids;
  }

  /**
   * The token of the target language that the decoder is to write first, if one is said and the
   * model has such tokens.
   *
   * @throws IllegalArgumentException if the language is unknown
   */
  public Optional<Integer> target(Languages languages) {
    if (languages.target().isPresent()) {
      return marks.isEmpty()
          ? Optional.of(id("target language", languages.target().get(), codes))
          : Optional.empty();
    }
    return defaults.target().flatMap(name -> Optional.ofNullable(codes.get(name)));
  }

  /** Whether a token is a language. */
  public boolean isLanguage(int token) {
    return codes.containsValue(token);
  }

  private static int id(String what, String name, Map<String, Integer> known) {
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: is %s, expected none: the model has no languages to choose from"
              .formatted(what, name));
    }
    Integer id = known.get(name);
    if (id == null) {
      List<String> names = new ArrayList<>(known.keySet());
      throw new IllegalArgumentException(
          "%s: is %s, expected one of %s".formatted(what, name, String.join(", ", names)));
    }
    return id;
  }
}
