package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into text, tags and what stands inside the tags, with the white space around tags
 * that {@code trim_blocks}, {@code lstrip_blocks} and the signs in the tags take away.
 */
final class Lexer {

  private static final char NO_SIGN = 0;

  private final Source source;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  /** Whether the last tag ended with a line end, so that the text after it starts a line. */
  private boolean lineStarts = true;

  private Lexer(Source source) {
    this.source = source;
    this.text = source.text();
  }

  /** The tokens of {@code source}; the last one is the end. */
  static List<Token> tokenize(Source source) {
    Lexer lexer = new Lexer(source);
    while (lexer.at < lexer.text.length()) {
      lexer.textAndTag();
    }
    lexer.add(Token.Kind.END, "", lexer.at);
    return lexer.tokens;
  }

  private void add(Token.Kind kind, String content, int offset) {
    tokens.add(new Token(kind, content, source.position(offset)));
  }

  private TemplateException error(int offset, String message) {
    return new TemplateException(source.position(offset), message);
  }

  /** The text up to the next tag, and that tag. */
  private void textAndTag() {
    int tag = nextTag();
    if (tag < 0) {
      add(Token.Kind.DATA, text.substring(at), at);
      at = text.length();
      return;
    }
    char kind = text.charAt(tag + 1);
    char sign = sign(tag + 2);
    addText(tag, sign, kind != '{');
    at = tag + (sign == NO_SIGN ? 2 : 3);
    if (kind == '#') {
      comment(tag);
    } else if (kind == '{') {
      add(Token.Kind.PRINT_BEGIN, "", tag);
      expression(Token.Kind.PRINT_END);
    } else if (!raw()) {
      add(Token.Kind.BLOCK_BEGIN, "", tag);
      expression(Token.Kind.BLOCK_END);
    }
  }

  private int nextTag() {
    for (int i = text.indexOf('{', at);
        i >= 0 && i + 1 < text.length();
        i = text.indexOf('{', i + 1)) {
      if ("%{#".indexOf(text.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private char sign(int offset) {
    char c = offset < text.length() ? text.charAt(offset) : NO_SIGN;
    return c == '-' || c == '+' ? c : NO_SIGN;
  }

  /** Adds the text before a tag; {@code block} tags take the white space before them on a line. */
  private void addText(int end, char sign, boolean block) {
    String data = text.substring(at, end);
    if (sign == '-') {
      data = data.substring(0, PythonText.endWithoutSpace(data));
    } else if (sign == NO_SIGN && block) {
      int line = data.lastIndexOf('\n') + 1;
      boolean blank = PythonText.skipSpace(data, line) == data.length();
      data = blank && (line > 0 || lineStarts) ? data.substring(0, line) : data;
    }
    if (!data.isEmpty()) {
      add(Token.Kind.DATA, data, at);
    }
  }

  private void comment(int tag) {
    int end = text.indexOf("#}", at);
    if (end < 0 && at == text.length()) {
      return; // jinja2 misses the end only if there is something to miss it in
    }
    if (end < 0) {
      throw error(tag, "found a comment without its end, expected '#}'");
    }
    finishTag(end > at ? sign(end - 1) : NO_SIGN, end + 2);
  }

  /** Goes on at {@code end}, past the white space or line end that the closing tag takes away. */
  private void finishTag(char sign, int end) {
    at = end;
    if (sign == '-') {
      at = PythonText.skipSpace(text, end);
    } else if (sign == NO_SIGN && text.startsWith("\n", end)) {
      at = end + 1;
    }
    lineStarts = text.charAt(at - 1) == '\n';
  }

  /** Handles a raw block, if the tag that has been opened is one. */
  private boolean raw() {
    int close = keywordTag("raw", at);
    if (close < 0 || sign(close) == '+') {
      return false;
    }
    int start = at;
    boolean trims = sign(close) == '-';
    at = trims ? PythonText.skipSpace(text, close + 3) : close + 2;
    lineStarts = text.charAt(at - 1) == '\n';
    for (int i = text.indexOf("{%", at); i >= 0; i = text.indexOf("{%", i + 1)) {
      char sign = sign(i + 2);
      int end = keywordTag("endraw", i + (sign == NO_SIGN ? 2 : 3));
      if (end >= 0) {
        addText(i, sign, true);
        finishTag(sign(end), end + (sign(end) == NO_SIGN ? 2 : 3));
        return true;
      }
    }
    if (at == text.length()) {
      return true;
    }
    throw error(start, "found a raw block without its end, expected 'endraw'");
  }

  /** Where the tag closes (its sign or {@code %}) if it holds just {@code word}; else -1. */
  private int keywordTag(String word, int from) {
    int start = PythonText.skipSpace(text, from);
    if (!text.startsWith(word, start)) {
      return -1;
    }
    int close = PythonText.skipSpace(text, start + word.length());
    int percent = sign(close) == NO_SIGN ? close : close + 1;
    return text.startsWith("%}", percent) ? close : -1;
  }

  /** The tokens inside a tag, and its end. */
  private void expression(Token.Kind end) {
    ExpressionLexer inside = new ExpressionLexer(source, at);
    String close = end == Token.Kind.PRINT_END ? "}}" : "%}";
    while (at < text.length()) {
      at = PythonText.skipSpace(text, inside.at());
      if (inside.isBalanced() && closes(close)) {
        char sign = sign(at);
        add(end, "", at);
        finishExpression(end, sign, at + (sign == NO_SIGN ? 2 : 3));
        return;
      }
      if (at < text.length()) {
        tokens.add(inside.next(at));
      }
    }
  }

  private boolean closes(String close) {
    boolean signed = sign(at) == '-' || (sign(at) == '+' && close.equals("%}"));
    return text.startsWith(close, signed ? at + 1 : at);
  }

  private void finishExpression(Token.Kind end, char sign, int offset) {
    if (end == Token.Kind.BLOCK_END || sign == '-') {
      finishTag(sign, offset);
    } else {
      at = offset;
      lineStarts = false;
    }
  }
}
