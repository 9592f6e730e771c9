package io.millrace.chat.template;

/** Python's {@code str.format}: replacement fields in braces. */
final class BraceFormat {

  private final String pattern;
  private final boolean markup;
  private final Arguments arguments;
  private final Budget budget;
  private final Text out;
  private int at;
  private int automatic;
  private boolean numbered;

  private BraceFormat(StringValue pattern, Arguments arguments, Budget budget) {
    this.pattern = pattern.value();
    this.markup = pattern.isMarkup();
    this.arguments = arguments;
    this.budget = budget;
    this.out = new Text(budget);
  }

  static Value format(StringValue pattern, Arguments arguments, Budget budget) {
    BraceFormat format = new BraceFormat(pattern, arguments, budget);
    format.run();
    return pattern.alike(format.out.toString());
  }

  private void run() {
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      boolean doubled = at + 1 < pattern.length() && pattern.charAt(at + 1) == c;
      if (c == '{' && !doubled) {
        at++;
        field();
      } else if (c == '}' && !doubled) {
        throw new Fault("Single '}' encountered in format string");
      } else {
        boolean brace = c == '{' || c == '}';
        int end = brace ? at + 1 : nextBrace(at);
        out.append(pattern.substring(at, end));
        at = brace ? at + 2 : end;
      }
    }
  }

  private int nextBrace(int from) {
    int i = from;
    while (i < pattern.length() && pattern.charAt(i) != '{' && pattern.charAt(i) != '}') {
      i++;
    }
    return i;
  }

  /** Writes the field whose opening brace has been passed. */
  private void field() {
    int start = at;
    while (at < pattern.length() && "!:}".indexOf(pattern.charAt(at)) < 0) {
      at = pattern.charAt(at) == '[' ? Math.max(at, pattern.indexOf(']', at)) + 1 : at + 1;
    }
    Value value = lookUp(pattern.substring(start, Math.min(at, pattern.length())));
    if (peek() == '!') {
      value = convert(value, at + 1 < pattern.length() ? pattern.charAt(at + 1) : 0);
      at += 2;
    }
    String spec = peek() == ':' ? specification() : "";
    if (peek() != '}') {
      throw new Fault("expected '}' before end of string");
    }
    at++;
    write(value, spec);
  }

  private char peek() {
    return at < pattern.length() ? pattern.charAt(at) : 0;
  }

  /** The specification after the colon, with the fields inside it filled in. */
  private String specification() {
    at++;
    StringBuilder spec = new StringBuilder();
    while (at < pattern.length() && pattern.charAt(at) != '}') {
      if (pattern.charAt(at) == '{') {
        int end = pattern.indexOf('}', at);
        if (end < 0) {
          throw new Fault("expected '}' before end of string");
        }
        spec.append(lookUp(pattern.substring(at + 1, end)).text(budget));
        at = end + 1;
      } else {
        spec.append(pattern.charAt(at++));
      }
    }
    return spec.toString();
  }

  private Value convert(Value value, char conversion) {
    return switch (conversion) {
      case 's' -> new StringValue(value.text(budget));
      case 'r', 'a' -> {
        Text text = new Text(budget);
        value.represent(text);
        yield new StringValue(text.toString());
      }
      default -> throw Fault.of("Unknown conversion specifier '%s'", conversion);
    };
  }

  private void write(Value value, String spec) {
    String text =
        spec.isEmpty() ? value.text(budget) : FormatSpec.parse(spec).format(value, budget);
    boolean plain = !(value instanceof StringValue string && string.isMarkup());
    out.append(markup && plain ? Markup.escape(text, budget) : text);
  }

  /** The argument that {@code field} names: a name or number, then members and indices. */
  private Value lookUp(String field) {
    int end = 0;
    while (end < field.length() && ".[".indexOf(field.charAt(end)) < 0) {
      end++;
    }
    Value value = argument(field.substring(0, end));
    while (end < field.length()) {
      boolean dot = field.charAt(end) == '.';
      int start = end + 1;
      end = start;
      while (end < field.length()
          && (dot ? ".[".indexOf(field.charAt(end)) < 0 : field.charAt(end) != ']')) {
        end++;
      }
      value = member(value, field.substring(start, end), dot);
      end = dot ? end : end + 1;
    }
    return value;
  }

  private static Value member(Value owner, String name, boolean dot) {
    if (dot) {
      return owner.attribute(name).orElseThrow(() -> UndefinedValue.member(owner, name).fault());
    }
    Value key = isNumber(name) ? IntegerValue.of(Integer.parseInt(name)) : new StringValue(name);
    return owner.item(key).orElseThrow(() -> UndefinedValue.member(owner, name).fault());
  }

  private Value argument(String name) {
    if (!name.isEmpty() && !isNumber(name)) {
      Value value = arguments.named().get(name);
      if (value == null) {
        throw Fault.of("format(): found no argument named '%s'", name);
      }
      return value;
    }
    if (name.isEmpty() ? numbered : automatic > 0) {
      throw new Fault("cannot mix automatic and manual numbering of format fields");
    }
    numbered = !name.isEmpty();
    int index = numbered ? Integer.parseInt(name) : automatic++;
    if (index >= arguments.positional().size()) {
      throw Fault.of("format(): found no argument %d", index);
    }
    return arguments.positional().get(index);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.length() < 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
