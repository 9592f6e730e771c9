package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The filters that take sequences apart and put them together. */
final class SequenceFilters {

  private SequenceFilters() {}

  static void addTo(Map<String, Filters.Filter> filters) {
    Filters.Body length = (input, args, frame) -> IntegerValue.of(input.length());
    Filters.add(filters, "length", "", length);
    Filters.add(filters, "count", "", length);
    Filters.Body otherwise = (input, args, frame) -> orDefault(input, args);
    Filters.add(filters, "default", "default_value? boolean?", otherwise);
    Filters.add(filters, "d", "default_value? boolean?", otherwise);
    Filters.add(filters, "first", "", (input, args, frame) -> first(input));
    Filters.add(filters, "last", "", (input, args, frame) -> last(input));
    Filters.add(filters, "list", "", (in, args, frame) -> ListValue.list(all(in, frame)));
    Filters.add(filters, "reverse", "", SequenceFilters::reverse);
    Filters.add(filters, "join", "d? attribute?", SequenceFilters::join);
    Filters.add(filters, "items", "", (input, args, frame) -> items(input));
    Filters.add(filters, "attr", "name", (input, args, frame) -> attribute(input, args));
    Filters.add(filters, "sum", "attribute? start?", SequenceFilters::sum);
    Filters.add(filters, "batch", "linecount fill_with?", SequenceFilters::batch);
    Filters.add(filters, "slice", "slices fill_with?", SequenceFilters::slice);
  }

  /** Python's {@code list(input)}. */
  static List<Value> all(Value input, Frame frame) {
    List<Value> elements = new ArrayList<>();
    for (Iterator<Value> rest = input.iterate(); rest.hasNext(); ) {
      frame.budget().spend(1);
      elements.add(rest.next());
    }
    return elements;
  }

  private static Value orDefault(Value input, Bound args) {
    boolean absent = input instanceof UndefinedValue || (args.isTrue("boolean") && !input.isTrue());
    return absent ? args.find("default_value").orElse(StringValue.EMPTY) : input;
  }

  private static Value first(Value input) {
    Iterator<Value> elements = input.iterate();
    return elements.hasNext()
        ? elements.next()
        : new UndefinedValue("No first item, sequence was empty.");
  }

  private static Value last(Value input) {
    if (!isReversible(input)) {
      throw Fault.of("'%s' object is not reversible", input.typeName());
    }
    Iterator<Value> elements = input.iterate();
    Value last = new UndefinedValue("No last item, sequence was empty.");
    while (elements.hasNext()) {
      last = elements.next();
    }
    return last;
  }

  private static boolean isReversible(Value input) {
    return input.isIterable() && !(input instanceof GeneratorValue);
  }

  private static Value reverse(Value input, Bound args, Frame frame) {
    if (input instanceof StringValue text) {
      frame.budget().write(text.value().length());
      return text.alike(new StringBuilder(text.value()).reverse().toString());
    }
    List<Value> elements = all(input, frame);
    Collections.reverse(elements);
    return isReversible(input)
        ? new GeneratorValue("list_reverseiterator", elements.iterator())
        : ListValue.list(elements);
  }

  private static Value join(Value input, Bound args, Frame frame) {
    UnaryOperator<Value> getter = Attributes.getter(args.present("attribute"), frame.budget());
    String separator = args.find("d").orElse(StringValue.EMPTY).text(frame.budget());
    Text out = new Text(frame.budget());
    String before = "";
    for (Iterator<Value> elements = input.iterate(); elements.hasNext(); ) {
      out.append(before);
      getter.apply(elements.next()).print(out);
      before = separator;
    }
    return new StringValue(out.toString());
  }

  private static Value items(Value input) {
    if (input instanceof UndefinedValue) {
      return GeneratorValue.of(Collections.emptyIterator());
    }
    if (!(input instanceof DictValue dict)) {
      throw new Fault("Can only get item pairs from a mapping.");
    }
    return GeneratorValue.of(new DictView(dict, DictView.Part.ITEMS).iterate());
  }

  private static Value attribute(Value input, Bound args) {
    String name = args.string("name").value();
    return input.attribute(name).orElseGet(() -> UndefinedValue.member(input, name));
  }

  private static Value sum(Value input, Bound args, Frame frame) {
    UnaryOperator<Value> getter = Attributes.getter(args.present("attribute"), frame.budget());
    Arithmetic arithmetic = frame.arithmetic();
    Value sum = args.find("start").orElse(IntegerValue.of(0));
    if (sum instanceof StringValue) {
      throw new Fault("sum() can't sum strings [use ''.join(seq) instead]");
    }
    for (Value element : all(input, frame)) {
      sum = arithmetic.add(sum, getter.apply(element));
    }
    return sum;
  }

  private static Value batch(Value input, Bound args, Frame frame) {
    int count = args.integer("linecount", 0);
    List<Value> batches = new ArrayList<>();
    List<Value> batch = new ArrayList<>();
    for (Value element : all(input, frame)) {
      if (batch.size() == count) {
        batches.add(ListValue.list(batch));
        batch = new ArrayList<>();
      }
      batch.add(element);
    }
    if (!batch.isEmpty()) {
      if (args.present("fill_with").isPresent()) {
        frame.budget().spend(Math.max(0, count));
        batch.addAll(Collections.nCopies(Math.max(0, count - batch.size()), args.get("fill_with")));
      }
      batches.add(ListValue.list(batch));
    }
    return GeneratorValue.of(batches.iterator());
  }

  private static Value slice(Value input, Bound args, Frame frame) {
    List<Value> elements = all(input, frame);
    int slices = args.integer("slices", 0);
    if (slices == 0) {
      throw new Fault("slice: found 0 slices, expected at least one");
    }
    frame.budget().spend(Math.max(0, slices));
    int size = Math.floorDiv(elements.size(), slices);
    int larger = Math.floorMod(elements.size(), slices);
    List<Value> result = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < slices; i++) {
      int end = start + size + (i < larger ? 1 : 0);
      List<Value> slice = new ArrayList<>(elements.subList(start, end));
      if (i >= larger) {
        args.present("fill_with").ifPresent(slice::add);
      }
      result.add(ListValue.list(slice));
      start = end;
    }
    return GeneratorValue.of(result.iterator());
  }
}
