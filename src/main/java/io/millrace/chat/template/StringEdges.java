package io.millrace.chat.template;

import java.util.Optional;
import java.util.function.IntPredicate;

/** The string methods that work on the ends of a string. */
final class StringEdges {

  private StringEdges() {}

  /** Takes away the characters of the argument, or white space, from the chosen ends. */
  static Value strip(StringValue self, Bound args, boolean left, boolean right) {
    Optional<Value> chars = args.present("chars");
    if (chars.isEmpty()) {
      return self.alike(strip(self.value(), PythonText::isSpace, left, right));
    }
    String set = args.string("chars").value();
    return self.alike(strip(self.value(), c -> set.indexOf(c) >= 0, left, right));
  }

  static String strip(String text, IntPredicate strips, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && strips.test(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && end > start && strips.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  static Value removePrefix(StringValue self, Bound args) {
    String prefix = args.string("prefix").value();
    String text = self.value();
    return self.alike(text.startsWith(prefix) ? text.substring(prefix.length()) : text);
  }

  static Value removeSuffix(StringValue self, Bound args) {
    String suffix = args.string("suffix").value();
    String text = self.value();
    return self.alike(
        text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text);
  }

  /** Pads to a width; {@code sides} is 0 to pad on the right, 1 on the left, 2 on both. */
  static Value pad(StringValue self, Bound args, int sides, Budget budget) {
    String fill = args.string("fill", new StringValue(" ")).value();
    if (fill.codePointCount(0, fill.length()) != 1) {
      throw new Fault("the fill character must be exactly one character long");
    }
    int width = args.integer("width", 0);
    int missing = width - self.length();
    if (missing <= 0) {
      return self;
    }
    // Python gives the odd character of an odd width to the left.
    int left = sides == 0 ? 0 : sides == 1 ? missing : missing / 2 + (missing & width & 1);
    budget.write(width);
    return self.alike(fill.repeat(left) + self.value() + fill.repeat(missing - left));
  }

  static Value zeroFill(StringValue self, Bound args, Budget budget) {
    int missing = args.integer("width", 0) - self.length();
    if (missing <= 0) {
      return self;
    }
    budget.write((long) missing + self.value().length());
    String text = self.value();
    int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    return self.alike(text.substring(0, sign) + "0".repeat(missing) + text.substring(sign));
  }
}
