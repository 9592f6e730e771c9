package io.millrace.chat.template;

import java.util.Map;
import java.util.function.UnaryOperator;

/** The filters that make text. */
final class TextFilters {

  private TextFilters() {}

  static void addTo(Map<String, Filters.Filter> filters) {
    addCases(filters);
    addMarkup(filters);
    Filters.add(filters, "string", "", (input, args, frame) -> soft(input, frame));
    Filters.add(filters, "trim", "chars?", TextFilters::trim);
    Filters.add(filters, "replace", "old new count?", TextFilters::replace);
    Filters.add(filters, "indent", "width? first? blank?", TextFilters::indent);
    Filters.add(filters, "center", "width?", TextFilters::center);
    Filters.add(filters, "truncate", "length? killwords? end? leeway?", TextFilters::truncate);
    Filters.add(filters, "wordcount", "", TextFilters::countWords);
    filters.put("format", TextFilters::format);
    filters.put("tojson", TextFilters::toJson);
  }

  private static void addCases(Map<String, Filters.Filter> filters) {
    addMapping(filters, "upper", StringCases::upper);
    addMapping(filters, "lower", StringCases::lower);
    addMapping(filters, "capitalize", StringCases::capitalize);
    addMapping(filters, "title", TextFilters::title);
  }

  private static void addMapping(
      Map<String, Filters.Filter> filters, String name, UnaryOperator<String> mapping) {
    Filters.add(
        filters,
        name,
        "",
        (input, args, frame) -> {
          StringValue text = soft(input, frame);
          frame.budget().write(text.value().length());
          return text.alike(mapping.apply(text.value()));
        });
  }

  private static void addMarkup(Map<String, Filters.Filter> filters) {
    Filters.Body escape =
        (input, args, frame) ->
            StringValue.markup(Markup.escape(soft(input, frame), frame.budget()));
    Filters.add(filters, "escape", "", escape);
    Filters.add(filters, "e", "", escape);
    Filters.add(
        filters,
        "forceescape",
        "",
        (input, args, frame) ->
            StringValue.markup(Markup.escape(input.text(frame.budget()), frame.budget())));
    Filters.add(
        filters,
        "safe",
        "",
        (input, args, frame) -> StringValue.markup(input.text(frame.budget())));
  }

  /** What {@code input} prints; markup stays markup. */
  static StringValue soft(Value input, Frame frame) {
    return input instanceof StringValue text ? text : new StringValue(input.text(frame.budget()));
  }

  private static Value trim(Value input, Bound args, Frame frame) {
    StringValue text = soft(input, frame);
    frame.budget().scan(text.value().length());
    return StringEdges.strip(text, args, true, true);
  }

  private static Value replace(Value input, Bound args, Frame frame) {
    Budget budget = frame.budget();
    int count = args.present("count").isPresent() ? args.integer("count", -1) : -1;
    String old = args.get("old").text(budget);
    String with = args.get("new").text(budget);
    return new StringValue(StringSearches.replace(input.text(budget), old, with, count, budget));
  }

  /** Words here are what stands between white space, hyphens and opening brackets. */
  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !startsWord(text.charAt(end))) {
        end++;
      }
      if (end > start) {
        int first = start + Character.charCount(text.codePointAt(start));
        out.append(StringCases.upper(text.substring(start, first)));
        out.append(StringCases.lower(text.substring(first, end)));
      }
      start = end;
      while (start < text.length() && startsWord(text.charAt(start))) {
        out.append(text.charAt(start++));
      }
    }
    return out.toString();
  }

  private static boolean startsWord(char c) {
    return PythonText.isSpace(c) || "-({[<".indexOf(c) >= 0;
  }

  private static Value indent(Value input, Bound args, Frame frame) {
    Value width = args.find("width").orElse(IntegerValue.of(4));
    int spaces = width instanceof StringValue ? 0 : Math.max(0, args.integer("width", 4));
    frame.budget().write(spaces);
    String margin = width instanceof StringValue text ? text.value() : " ".repeat(spaces);
    if (!(input instanceof StringValue text)) {
      throw args.wrong("input", input, "a string");
    }
    Text out = new Text(frame.budget());
    out.append(args.isTrue("first") ? margin : "");
    String[] lines = lines(text.value() + "\n");
    for (int i = 0; i < lines.length; i++) {
      boolean indented = i > 0 && (args.isTrue("blank") || !lines[i].isEmpty());
      out.append(i > 0 ? "\n" : "").append(indented ? margin : "").append(lines[i]);
    }
    return text.alike(out.toString());
  }

  private static String[] lines(String text) {
    Bound none = Arguments.NONE.bind("splitlines", Parameters.of("keepends?"));
    Budget budget = new Budget();
    ListValue lines = (ListValue) StringSplits.lines(new StringValue(text), none, budget);
    return lines.elements().stream().map(line -> line.text(budget)).toArray(String[]::new);
  }

  private static Value center(Value input, Bound args, Frame frame) {
    Value width = IntegerValue.of(args.integer("width", 80));
    Bound padding = Arguments.of(width).bind("center", Parameters.of("width fill?"));
    return StringEdges.pad(soft(input, frame), padding, 2, frame.budget());
  }

  private static Value truncate(Value input, Bound args, Frame frame) {
    StringValue text = soft(input, frame);
    StringValue end = args.string("end", new StringValue("..."));
    int length = args.integer("length", 255);
    int leeway = args.present("leeway").isPresent() ? args.integer("leeway", 5) : 5;
    if (length < end.length() || leeway < 0) {
      throw Fault.of("truncate: found a length of %d, expected at least %d", length, end.length());
    }
    if (text.length() <= (long) length + leeway) {
      return text;
    }
    String cut = text.value().substring(0, text.offset(length - end.length()));
    int space = cut.lastIndexOf(' ');
    boolean wholeWords = !args.isTrue("killwords") && space >= 0;
    return text.alike((wholeWords ? cut.substring(0, space) : cut) + end.value());
  }

  private static Value countWords(Value input, Bound args, Frame frame) {
    String text = input.text(frame.budget());
    frame.budget().scan(text.length());
    long count = 0;
    boolean inside = false;
    for (int c : text.codePoints().toArray()) {
      boolean word = c == '_' || Character.isLetterOrDigit(c);
      count += word && !inside ? 1 : 0;
      inside = word;
    }
    return IntegerValue.of(count);
  }

  private static Value format(Value input, Arguments args, Frame frame) {
    if (!args.positional().isEmpty() && !args.named().isEmpty()) {
      throw new Fault("can't handle positional and keyword arguments at the same time");
    }
    DictValue.Builder named = new DictValue.Builder();
    args.named().forEach(named::put);
    Value values =
        args.named().isEmpty()
            ? new ListValue(ListValue.Kind.TUPLE, args.positional())
            : named.build();
    return PercentFormat.format(soft(input, frame), values, frame.budget());
  }

  private static Value toJson(Value input, Arguments args, Frame frame) {
    JsonDump dump = JsonDump.of(args.bind("tojson", JsonDump.PARAMETERS), frame.budget());
    return new StringValue(dump.dump(input, frame.budget()));
  }
}
