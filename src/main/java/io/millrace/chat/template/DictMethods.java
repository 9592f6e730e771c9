package io.millrace.chat.template;

import java.util.Optional;

/** The methods of dictionaries. */
final class DictMethods {

  private static final Parameters GET = Parameters.of("key default?");

  private DictMethods() {}

  static Optional<Value> find(DictValue dict, String name) {
    return switch (name) {
      case "get" -> method(name, (args, frame) -> get(dict, args.bind(name, GET)));
      case "keys" -> view(dict, name, DictView.Part.KEYS);
      case "values" -> view(dict, name, DictView.Part.VALUES);
      case "items" -> view(dict, name, DictView.Part.ITEMS);
      case "copy" ->
          method(
              name,
              (args, frame) -> {
                args.bind(name, Parameters.NONE);
                return dict;
              });
      case "clear", "pop", "popitem", "setdefault", "update" ->
          Optional.of(UndefinedValue.unsafe(dict, name));
      default -> Optional.empty();
    };
  }

  private static Optional<Value> view(DictValue dict, String name, DictView.Part part) {
    return method(
        name,
        (args, frame) -> {
          args.bind(name, Parameters.NONE);
          return new DictView(dict, part);
        });
  }

  private static Optional<Value> method(String name, FunctionValue.Body body) {
    return Optional.of(new FunctionValue(name, body));
  }

  private static Value get(DictValue dict, Bound args) {
    Value found = dict.entries().get(DictValue.Key.of(args.get("key")));
    return found != null ? found : args.find("default").orElse(NoneValue.NONE);
  }
}
