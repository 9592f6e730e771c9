package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A step from the spelling of tokens back to text. */
interface TokenDecoder {

  /** Rewrites the strings of a whole text's tokens; joined, the last step's are the text. */
  List<String> decode(List<String> tokens);

  /** What the step makes of one token that others precede: UTF-8, or part of a character. */
  byte[] middle(byte[] token);

  /** Whether strings after this step are no longer those of single tokens. */
  default boolean joins() {
    return false;
  }

  /** Tokens with a space between, where a file names no decoder. */
  static TokenDecoder spaced() {
    return new Each(token -> token, token -> " " + token) {
      @Override
      public List<String> decode(List<String> tokens) {
        return List.of(String.join(" ", tokens));
      }
    };
  }

  /** A step that rewrites every token by itself. */
  static TokenDecoder each(Rewrite rewrite) {
    return new Each(rewrite, rewrite);
  }

  /** Rewrites one string. */
  interface Rewrite {
    String of(String token);
  }

  /** A step that rewrites every token by itself, the first one in its own way. */
  class Each implements TokenDecoder {

    private final Rewrite first;
    private final Rewrite middle;

    Each(Rewrite first, Rewrite middle) {
      this.first = first;
      this.middle = middle;
    }

    @Override
    public List<String> decode(List<String> tokens) {
      List<String> out = new ArrayList<>(tokens.size());
      for (String token : tokens) {
        out.add(out.isEmpty() ? first.of(token) : middle.of(token));
      }
      return out;
    }

    @Override
    public byte[] middle(byte[] token) {
      return Utf8.isValid(token) ? Utf8.encode(middle.of(new String(token, UTF_8))) : token;
    }
  }

  /** One step after the other. */
  record Sequence(List<TokenDecoder> steps) implements TokenDecoder {

    @Override
    public List<String> decode(List<String> tokens) {
      List<String> out = tokens;
      for (TokenDecoder step : steps) {
        out = step.decode(out);
      }
      return out;
    }

    @Override
    public byte[] middle(byte[] token) {
      byte[] out = token;
      boolean joined = false;
      for (TokenDecoder step : steps) {
        boolean atEnds = joined && step instanceof TokenDecoders.Strip;
        out = atEnds ? out : step.middle(out);
        joined |= step.joins();
      }
      return out;
    }

    @Override
    public boolean joins() {
      return steps.stream().anyMatch(TokenDecoder::joins);
    }
  }
}
