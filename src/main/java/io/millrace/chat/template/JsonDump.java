package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The filter {@code tojson} as transformers defines it: Python's {@code json.dumps}, without HTML
 * escapes.
 *
 * @param indent what one level is indented by; null for everything on one line
 */
record JsonDump(
    String itemSeparator, String keySeparator, String indent, boolean ascii, boolean sorted) {

  private static final String HEX = "0123456789abcdef";

  static final Parameters PARAMETERS =
      Parameters.of("ensure_ascii? indent? separators? sort_keys?");

  static JsonDump of(Bound args, Budget budget) {
    String indent = args.present("indent").map(value -> indent(args, value, budget)).orElse(null);
    String item = indent == null ? ", " : ",";
    String key = ": ";
    if (args.present("separators").isPresent()) {
      List<Value> pair = new ArrayList<>();
      args.get("separators").iterate().forEachRemaining(pair::add);
      if (pair.size() != 2
          || !(pair.get(0) instanceof StringValue first)
          || !(pair.get(1) instanceof StringValue second)) {
        throw args.wrong("separators", args.get("separators"), "two strings");
      }
      item = first.value();
      key = second.value();
    }
    return new JsonDump(item, key, indent, args.isTrue("ensure_ascii"), args.isTrue("sort_keys"));
  }

  private static String indent(Bound args, Value value, Budget budget) {
    if (value instanceof StringValue string) {
      return string.value();
    }
    int spaces = Math.max(0, args.integer("indent", 0));
    budget.write(spaces);
    return " ".repeat(spaces);
  }

  String dump(Value value, Budget budget) {
    Text out = new Text(budget);
    write(value, "\n", out);
    return out.toString();
  }

  /** Writes {@code value}; {@code line} is the line break with the indent of its surroundings. */
  private void write(Value value, String line, Text out) {
    if (value instanceof StringValue string) {
      writeString(string.value(), out);
    } else if (value instanceof NoneValue) {
      out.append("null");
    } else if (value instanceof BooleanValue bool) {
      out.append(bool.value() ? "true" : "false");
    } else if (value instanceof FloatValue decimal) {
      out.append(number(decimal.value()));
    } else if (value instanceof IntegerValue) {
      value.represent(out);
    } else {
      out.budget().enter(1);
      writeContainer(value, line, out);
      out.budget().leave(1);
    }
  }

  private void writeContainer(Value value, String line, Text out) {
    if (value instanceof DictValue dict) {
      writeDict(dict, line, out);
    } else if (value instanceof ListValue list) {
      writeList(list.elements(), line, out);
    } else {
      throw Fault.of("Object of type %s is not JSON serializable", value.typeName());
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return Double.isInfinite(value)
        ? (value > 0 ? "Infinity" : "-Infinity")
        : FloatValue.toString(value);
  }

  private void writeList(List<Value> elements, String line, Text out) {
    if (elements.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append("[");
    String inner = indent == null ? "" : line + indent;
    String separator = "";
    for (Value element : elements) {
      out.append(separator).append(inner);
      write(element, line + (indent == null ? "" : indent), out);
      separator = itemSeparator;
    }
    out.append(indent == null ? "" : line).append("]");
  }

  private void writeDict(DictValue dict, String line, Text out) {
    if (dict.length() == 0) {
      out.append("{}");
      return;
    }
    out.append("{");
    String inner = indent == null ? "" : line + indent;
    String separator = "";
    for (Map.Entry<DictValue.Key, Value> entry : entries(dict, out.budget())) {
      out.append(separator).append(inner);
      writeKey(entry.getKey().value(), out);
      out.append(keySeparator);
      write(entry.getValue(), line + (indent == null ? "" : indent), out);
      separator = itemSeparator;
    }
    out.append(indent == null ? "" : line).append("}");
  }

  private List<Map.Entry<DictValue.Key, Value>> entries(DictValue dict, Budget budget) {
    List<Map.Entry<DictValue.Key, Value>> entries = new ArrayList<>(dict.entries().entrySet());
    if (sorted) {
      Sorting sorting = new Sorting(budget);
      entries.sort((a, b) -> sorting.compare(a.getKey().value(), b.getKey().value()));
    }
    return entries;
  }

  private void writeKey(Value key, Text out) {
    if (key instanceof StringValue string) {
      writeString(string.value(), out);
      return;
    }
    if (!(key instanceof NoneValue || Numbers.isNumber(key))) {
      throw Fault.of("keys must be str, int, float, bool or None, not %s", key.typeName());
    }
    out.append("\"");
    write(key, "", out);
    out.append("\"");
  }

  private void writeString(String text, Text out) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    out.budget().scan(text.length());
    for (int i = 0; i < text.length(); i++) {
      appendEscaped(quoted, text.charAt(i));
    }
    out.append(quoted.append('"').toString());
  }

  private void appendEscaped(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\f' -> out.append("\\f");
      case '\b' -> out.append("\\b");
      default -> {
        if (c >= ' ' && (!ascii || c < 0x7F + 1)) {
          out.append(c);
        } else {
          out.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 0xF));
          }
        }
      }
    }
  }
}
