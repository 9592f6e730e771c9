package io.millrace.chat.template;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The functions that every template knows. */
final class Globals {

  private static final Parameters MESSAGE = Parameters.of("message");
  private static final Parameters FORMAT = Parameters.of("format");

  private Globals() {}

  /** The functions by name; {@code now} is what {@code strftime_now} formats. */
  static Map<String, Value> at(LocalDateTime now) {
    Map<String, Value> globals = new HashMap<>();
    add(globals, "range", (args, frame) -> range(args));
    add(globals, "dict", (args, frame) -> dict(args, frame));
    add(globals, "namespace", (args, frame) -> namespace(args, frame));
    add(globals, "joiner", (args, frame) -> joiner(args));
    add(globals, "cycler", (args, frame) -> cycler(args));
    add(globals, "raise_exception", (args, frame) -> raise(args, frame));
    add(globals, "strftime_now", (args, frame) -> format(now, args, frame));
    return globals;
  }

  private static void add(Map<String, Value> globals, String name, FunctionValue.Body body) {
    globals.put(name, new FunctionValue(name, body));
  }

  private static Value range(Arguments args) {
    List<Value> bounds = args.positional();
    if (bounds.isEmpty() || bounds.size() > 3 || !args.named().isEmpty()) {
      throw Fault.of("range expected 1 to 3 arguments, got %d", bounds.size());
    }
    long start = bounds.size() == 1 ? 0 : bound(bounds.get(0));
    long stop = bound(bounds.get(bounds.size() == 1 ? 0 : 1));
    return new RangeValue(start, stop, bounds.size() == 3 ? bound(bounds.get(2)) : 1);
  }

  private static long bound(Value value) {
    return Numbers.integer(value)
        .filter(i -> i.bitLength() < Long.SIZE)
        .orElseThrow(() -> Fault.of("range(): found a %s, expected an integer", value.typeName()))
        .longValue();
  }

  private static DictValue dict(Arguments args, Frame frame) {
    if (args.positional().size() > 1) {
      throw Fault.of("dict expected at most 1 argument, got %d", args.positional().size());
    }
    DictValue.Builder dict = new DictValue.Builder();
    for (Value source : args.positional()) {
      if (source instanceof DictValue other) {
        dict.putAll(other);
      } else {
        putPairs(dict, source, frame);
      }
    }
    args.named().forEach(dict::put);
    return dict.build();
  }

  private static void putPairs(DictValue.Builder dict, Value source, Frame frame) {
    for (Iterator<Value> pairs = source.iterate(); pairs.hasNext(); ) {
      List<Value> pair = SequenceFilters.all(pairs.next(), frame);
      if (pair.size() != 2) {
        throw Fault.of("found a sequence of length %d, expected a key and a value", pair.size());
      }
      dict.put(pair.get(0), pair.get(1));
    }
  }

  private static Value namespace(Arguments args, Frame frame) {
    NamespaceValue namespace = new NamespaceValue();
    dict(args, frame).entries().forEach((key, value) -> putMember(namespace, key.value(), value));
    return namespace;
  }

  private static void putMember(NamespaceValue namespace, Value key, Value value) {
    if (key instanceof StringValue name) {
      namespace.set(name.value(), value);
    }
  }

  /** A function that gives nothing at its first call, and the separator from then on. */
  private static Value joiner(Arguments args) {
    Bound bound = args.bind("joiner", Parameters.of("sep?"));
    Value separator = bound.find("sep").orElse(new StringValue(", "));
    Iterator<Value> first = List.<Value>of(StringValue.EMPTY).iterator();
    return new FunctionValue("joiner", (none, frame) -> first.hasNext() ? first.next() : separator);
  }

  /** An object whose {@code next} goes round its items. */
  private static Value cycler(Arguments args) {
    List<Value> items = List.copyOf(args.positional());
    if (items.isEmpty()) {
      throw new Fault("at least one item has to be provided");
    }
    int[] position = {0};
    FunctionValue next =
        new FunctionValue("next", (none, frame) -> items.get(position[0]++ % items.size()));
    FunctionValue reset =
        new FunctionValue(
            "reset",
            (none, frame) -> {
              position[0] = 0;
              return NoneValue.NONE;
            });
    return new FunctionValue(
        "cycler",
        (none, frame) -> {
          throw new Fault("'Cycler' object is not callable");
        },
        Map.of("next", next, "reset", reset));
  }

  private static Value raise(Arguments args, Frame frame) {
    String message = args.bind("raise_exception", MESSAGE).get("message").text(frame.budget());
    throw new Fault("the template refuses its input: " + message);
  }

  private static Value format(LocalDateTime now, Arguments args, Frame frame) {
    String pattern = args.bind("strftime_now", FORMAT).string("format").value();
    return new StringValue(new TimeFormat(now).format(pattern, frame.budget()));
  }
}
