package io.millrace.chat.template;

import java.util.List;
import java.util.function.Predicate;

/** The string methods that look for a string in a string. */
final class StringSearches {

  private StringSearches() {}

  /** The part of a string that a search is limited to; indices in UTF-16. */
  private record Range(String text, int start, int end, boolean isOutside) {

    static Range of(StringValue self, Bound args) {
      Value start = args.find("start").orElse(NoneValue.NONE);
      Value stop = args.find("stop").orElse(NoneValue.NONE);
      int length = self.length();
      Slices slices = Slices.of(start, stop, NoneValue.NONE, length);
      boolean outside =
          Numbers.integer(start).map(i -> i.intValue() > length).orElse(false)
              || isEmpty(self, args);
      int first = self.offset(slices.first());
      return new Range(self.value(), first, self.offset(slices.first() + slices.count()), outside);
    }

    /** Whether the end lies before the start, where not even the empty string is found. */
    private static boolean isEmpty(StringValue self, Bound args) {
      Value stop = args.find("stop").orElse(NoneValue.NONE);
      if (stop instanceof NoneValue) {
        return false;
      }
      int from =
          Slices.of(args.get("start"), NoneValue.NONE, NoneValue.NONE, self.length()).first();
      Slices to = Slices.of(stop, NoneValue.NONE, NoneValue.NONE, self.length());
      return to.first() < from;
    }

    String part() {
      return text.substring(start, end);
    }
  }

  static Value startsWith(StringValue self, Bound args) {
    Range range = Range.of(self, args);
    return any(args, sub -> !range.isOutside && range.part().startsWith(sub));
  }

  static Value endsWith(StringValue self, Bound args) {
    Range range = Range.of(self, args);
    return any(args, sub -> !range.isOutside && range.part().endsWith(sub));
  }

  /** Tests the argument, or each element if it is a tuple. */
  private static Value any(Bound args, Predicate<String> test) {
    Value sub = args.get("sub");
    if (!(sub instanceof ListValue tuple) || !tuple.isTuple()) {
      return BooleanValue.of(test.test(args.string("sub").value()));
    }
    List<Value> elements = tuple.elements();
    for (Value element : elements) {
      if (!(element instanceof StringValue string)) {
        throw args.wrong("sub", element, "a string");
      }
      if (test.test(string.value())) {
        return BooleanValue.TRUE;
      }
    }
    return BooleanValue.FALSE;
  }

  static IntegerValue find(StringValue self, Bound args) {
    Range range = Range.of(self, args);
    return position(self, range, Search.indexOf(range.part(), args.string("sub").value(), 0));
  }

  static IntegerValue findLast(StringValue self, Bound args) {
    Range range = Range.of(self, args);
    return position(self, range, Search.lastIndexOf(range.part(), args.string("sub").value()));
  }

  private static IntegerValue position(StringValue self, Range range, int index) {
    boolean found = index >= 0 && !range.isOutside;
    return IntegerValue.of(found ? self.value().codePointCount(0, range.start + index) : -1);
  }

  /** Fails for -1, which is how {@code index} differs from {@code find}. */
  static IntegerValue found(IntegerValue position) {
    if (position.value().signum() < 0) {
      throw new Fault("substring not found");
    }
    return position;
  }

  static Value count(StringValue self, Bound args) {
    Range range = Range.of(self, args);
    String sub = args.string("sub").value();
    if (range.isOutside) {
      return IntegerValue.of(0);
    }
    String part = range.part();
    if (sub.isEmpty()) {
      return IntegerValue.of(part.codePointCount(0, part.length()) + 1L);
    }
    int count = 0;
    for (int at = Search.indexOf(part, sub, 0); at >= 0; count++) {
      at = Search.indexOf(part, sub, at + sub.length());
    }
    return IntegerValue.of(count);
  }

  static Value replace(StringValue self, Bound args, Budget budget) {
    int count = args.integer("count", -1);
    StringValue with = args.string("new");
    String text = self.isMarkup() ? Markup.escape(with, budget) : with.value();
    return self.alike(replace(self.value(), args.string("old").value(), text, count, budget));
  }

  /** Replaces the first {@code count} occurrences, all of them if it is negative. */
  static String replace(String text, String old, String with, int count, Budget budget) {
    Text out = new Text(budget);
    int copied = 0;
    int at = Search.indexOf(text, old, 0);
    for (int done = 0; at >= 0 && done != count; done++) {
      out.append(text.substring(copied, at)).append(with);
      copied = at + old.length();
      at = next(text, old, at);
    }
    return out.append(text.substring(copied)).toString();
  }

  /** The next occurrence; of the empty string, the next place between two code points. */
  private static int next(String text, String old, int at) {
    if (!old.isEmpty()) {
      return Search.indexOf(text, old, at + old.length());
    }
    return at < text.length() ? at + Character.charCount(text.codePointAt(at)) : -1;
  }
}
