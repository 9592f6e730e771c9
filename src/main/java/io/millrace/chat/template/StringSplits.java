package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The string methods that take strings apart and put them together. */
final class StringSplits {

  private StringSplits() {}

  static Value split(StringValue self, Bound args, Budget budget) {
    int most = most(args);
    Optional<Value> separator = args.present("sep");
    List<String> parts =
        separator.isEmpty()
            ? splitAtSpace(self.value(), most)
            : splitAt(self.value(), separator(args), most);
    return wrap(self, parts, budget);
  }

  /** By splitting the reversed string. */
  static Value splitFromEnd(StringValue self, Bound args, Budget budget) {
    int most = most(args);
    String reversed = reverse(self.value());
    List<String> parts =
        args.present("sep").isEmpty()
            ? splitAtSpace(reversed, most)
            : splitAt(reversed, reverse(separator(args)), most);
    parts.replaceAll(StringSplits::reverse);
    Collections.reverse(parts);
    return wrap(self, parts, budget);
  }

  private static String reverse(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static int most(Bound args) {
    int most = args.integer("maxsplit", -1);
    return most < 0 ? Integer.MAX_VALUE : most;
  }

  private static String separator(Bound args) {
    String separator = args.string("sep").value();
    if (separator.isEmpty()) {
      throw new Fault("empty separator");
    }
    return separator;
  }

  private static List<String> splitAt(String text, String separator, int most) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int at = Search.indexOf(text, separator, 0);
    while (at >= 0 && parts.size() < most) {
      parts.add(text.substring(start, at));
      start = at + separator.length();
      at = Search.indexOf(text, separator, start);
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static List<String> splitAtSpace(String text, int most) {
    List<String> parts = new ArrayList<>();
    int start = PythonText.skipSpace(text, 0);
    while (start < text.length() && parts.size() < most) {
      int end = start;
      while (end < text.length() && !PythonText.isSpace(text.charAt(end))) {
        end++;
      }
      parts.add(text.substring(start, end));
      start = PythonText.skipSpace(text, end);
    }
    if (start < text.length()) {
      parts.add(text.substring(start));
    }
    return parts;
  }

  static Value lines(StringValue self, Bound args, Budget budget) {
    String text = self.value();
    boolean keep = args.isTrue("keepends");
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !PythonText.isLineEnd(text.charAt(end))) {
        end++;
      }
      int next = Math.min(text.length(), text.startsWith("\r\n", end) ? end + 2 : end + 1);
      lines.add(text.substring(start, keep ? next : end));
      start = next;
    }
    return wrap(self, lines, budget);
  }

  private static Value wrap(StringValue self, List<String> parts, Budget budget) {
    budget.spend(parts.size());
    budget.write(self.value().length());
    List<Value> values = new ArrayList<>(parts.size());
    parts.forEach(part -> values.add(self.alike(part)));
    return ListValue.list(values);
  }

  static Value partition(StringValue self, Bound args) {
    String separator = separator(args);
    int at = Search.indexOf(self.value(), separator, 0);
    return at < 0
        ? ListValue.tuple(self, self.alike(""), self.alike(""))
        : cut(self, at, separator);
  }

  static Value partitionFromEnd(StringValue self, Bound args) {
    String separator = separator(args);
    int at = Search.lastIndexOf(self.value(), separator);
    return at < 0
        ? ListValue.tuple(self.alike(""), self.alike(""), self)
        : cut(self, at, separator);
  }

  private static Value cut(StringValue self, int at, String separator) {
    String text = self.value();
    return ListValue.tuple(
        self.alike(text.substring(0, at)),
        self.alike(separator),
        self.alike(text.substring(at + separator.length())));
  }

  static Value join(StringValue self, Bound args, Budget budget) {
    Text out = new Text(budget);
    String separator = "";
    for (Iterator<Value> parts = args.get("iterable").iterate(); parts.hasNext(); ) {
      Value part = parts.next();
      if (!(part instanceof StringValue string)) {
        throw Fault.of("join(): found an element of type %s, expected str", part.typeName());
      }
      out.append(separator);
      out.append(self.isMarkup() ? Markup.escape(string, budget) : string.value());
      separator = self.value();
    }
    return self.alike(out.toString());
  }
}
