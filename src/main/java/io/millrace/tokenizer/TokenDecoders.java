package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.tokenizer.SplitBehavior.Range;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The steps that tokenizer files name for decoding. */
final class TokenDecoders {

  private TokenDecoders() {}

  /** How spaces before signs and English contractions are taken away. */
  private static final String[][] CLEANUP = {
    {" .", "."},
    {" ?", "?"},
    {" !", "!"},
    {" ,", ","},
    {" ' ", "'"},
    {" n't", "n't"},
    {" 'm", "'m"},
    {" do not", " don't"},
    {" 's", "'s"},
    {" 've", "'ve"},
    {" 're", "'re"},
  };

  /** A space before each token but the first and those marked as continuations. */
  static TokenDecoder wordPiece(String mark) {
    return new TokenDecoder.Each(token -> token, token -> continued(mark, token));
  }

  /** The same, tidied up. */
  static TokenDecoder tidyWordPiece(String mark) {
    return new TokenDecoder.Each(TokenDecoders::cleanup, token -> cleanup(continued(mark, token)));
  }

  private static String continued(String mark, String token) {
    return token.startsWith(mark) ? token.substring(mark.length()) : " " + token;
  }

  private static String cleanup(String text) {
    String clean = text;
    for (String[] pair : CLEANUP) {
      clean = clean.replace(pair[0], pair[1]);
    }
    return clean;
  }

  /** A sign is a space, but none at the beginning where the tokenizer put one there. */
  static TokenDecoder metaspace(int sign, MetaspaceSplitter.Prepend prepend) {
    String mark = Character.toString(sign);
    TokenDecoder.Rewrite spaces = token -> token.replace(mark, " ");
    boolean put = prepend != MetaspaceSplitter.Prepend.NEVER;
    return new TokenDecoder.Each(put ? token -> token.replace(mark, "") : spaces, spaces);
  }

  /** One string in the place of each match of a pattern. */
  static TokenDecoder replace(TextPattern pattern, String content) {
    return TokenDecoder.each(
        token -> {
          AlignedText text = AlignedText.of(token);
          StringBuilder out = new StringBuilder();
          for (Range range : pattern.find(text)) {
            out.append(range.match() ? content : text.slice(range.start(), range.end()));
          }
          return out.toString();
        });
  }

  /** A suffix ends a word: a space, but nothing at the end of the text. */
  static TokenDecoder suffix(String suffix) {
    TokenDecoder.Rewrite spaced = token -> token.replace(suffix, " ");
    return new TokenDecoder.Each(spaced, spaced) {
      @Override
      public List<String> decode(List<String> tokens) {
        List<String> out = new ArrayList<>(super.decode(tokens));
        if (!tokens.isEmpty()) {
          out.set(out.size() - 1, tokens.get(tokens.size() - 1).replace(suffix, ""));
        }
        return out;
      }
    };
  }

  /** Takes one character away from the ends, so many times at most. */
  record Strip(int character, int start, int stop) implements TokenDecoder {

    @Override
    public List<String> decode(List<String> tokens) {
      return tokens.stream().map(this::strip).toList();
    }

    @Override
    public byte[] middle(byte[] token) {
      return Utf8.isValid(token) ? Utf8.encode(strip(new String(token, UTF_8))) : token;
    }

    private String strip(String token) {
      AlignedText text = AlignedText.of(token);
      int from = 0;
      while (from < Math.min(start, text.length()) && text.at(from) == character) {
        from++;
      }
      int to = text.length();
      while (to > from && text.length() - to < stop && text.at(to - 1) == character) {
        to--;
      }
      return text.slice(from, to).toString();
    }
  }

  /** Joins all tokens into one string. */
  record Fuse() implements TokenDecoder {

    @Override
    public List<String> decode(List<String> tokens) {
      return List.of(String.join("", tokens));
    }

    @Override
    public byte[] middle(byte[] token) {
      return token;
    }

    @Override
    public boolean joins() {
      return true;
    }
  }

  /** The byte that a token spelled {@code <0x00>} to {@code <0xFF>} stands for, or -1. */
  static int byteOf(String token) {
    if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
      return -1;
    }
    int high = Character.digit(token.charAt(3), 16);
    int low = Character.digit(token.charAt(4), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Byte tokens become characters; where they make none, each becomes U+FFFD. */
  record ByteFallback() implements TokenDecoder {

    @Override
    public List<String> decode(List<String> tokens) {
      List<String> out = new ArrayList<>();
      ByteArrayOutputStream pending = new ByteArrayOutputStream();
      for (String token : tokens) {
        int value = byteOf(token);
        if (value >= 0) {
          pending.write(value);
        } else {
          flush(pending, out);
          out.add(token);
        }
      }
      flush(pending, out);
      return out;
    }

    private static void flush(ByteArrayOutputStream pending, List<String> out) {
      byte[] bytes = pending.toByteArray();
      if (bytes.length > 0) {
        boolean valid = Utf8.isValid(bytes);
        out.add(valid ? new String(bytes, UTF_8) : "\uFFFD".repeat(bytes.length));
      }
      pending.reset();
    }

    @Override
    public byte[] middle(byte[] token) {
      int value = byteOf(new String(token, UTF_8));
      return value < 0 ? token : new byte[] {(byte) value};
    }
  }

  /** Characters of the byte alphabet become bytes, and all bytes together a text. */
  record ByteLevel() implements TokenDecoder {

    @Override
    public List<String> decode(List<String> tokens) {
      PackedStrings.Builder out = new PackedStrings.Builder();
      for (String token : tokens) {
        byte[] utf8 = Utf8.encode(token);
        ByteAlphabet.spell(utf8, 0, utf8.length, out);
      }
      out.end();
      byte[] bytes = out.build().bytes(0);
      return List.of(Utf8.decode(bytes, bytes.length));
    }

    @Override
    public byte[] middle(byte[] token) {
      PackedStrings.Builder out = new PackedStrings.Builder();
      ByteAlphabet.spell(token, 0, token.length, out);
      out.end();
      return out.build().bytes(0);
    }

    @Override
    public boolean joins() {
      return true;
    }
  }
}
