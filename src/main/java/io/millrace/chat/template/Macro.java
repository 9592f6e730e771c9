package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A macro, or the body of a call block.
 *
 * @param parameters its parameters, those with defaults last
 * @param extras which of the names caller, kwargs and varargs the body uses without declaring them
 */
record Macro(String name, List<Parameter> parameters, List<String> extras, List<Statement> body) {

  /** A parameter and its default. */
  record Parameter(String name, Optional<Expression> defaultValue) {

    boolean hasDefault() {
      return defaultValue.isPresent();
    }
  }

  /** The function that it is for names in {@code scope}. */
  FunctionValue bind(Scope scope) {
    List<Value> names = new ArrayList<>();
    parameters.forEach(parameter -> names.add(new StringValue(parameter.name())));
    Map<String, Value> members =
        Map.of(
            "name", new StringValue(name),
            "arguments", new ListValue(ListValue.Kind.TUPLE, names),
            "caller", BooleanValue.of(extras.contains("caller")));
    return new FunctionValue(name, (args, frame) -> call(args, frame.call(scope)), members);
  }

  private Value call(Arguments arguments, Frame frame) {
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    List<Value> positional = arguments.positional();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Value value = i < positional.size() ? positional.get(i) : named.remove(parameter.name());
      frame.scope().set(parameter.name(), value != null ? value : missing(parameter, frame));
    }
    setExtras(positional, named, frame.scope());
    Statement.executeAll(body, frame);
    return new StringValue(frame.out().toString());
  }

  private static Value missing(Parameter parameter, Frame frame) {
    return parameter.hasDefault()
        ? parameter.defaultValue().get().evaluate(frame)
        : new UndefinedValue("parameter '" + parameter.name() + "' was not provided");
  }

  /** Gives the body what no parameter took, if it asks for it, and fails if it does not. */
  private void setExtras(List<Value> positional, Map<String, Value> named, Scope scope) {
    if (extras.contains("caller")) {
      Value caller = named.remove("caller");
      scope.set("caller", caller != null ? caller : new UndefinedValue("No caller defined"));
    }
    if (extras.contains("kwargs")) {
      DictValue.Builder rest = new DictValue.Builder();
      named.forEach(rest::put);
      scope.set("kwargs", rest.build());
    } else if (!named.isEmpty()) {
      throw Fault.of(
          "macro '%s' takes no keyword argument '%s'", name, named.keySet().iterator().next());
    }
    int taken = Math.min(parameters.size(), positional.size());
    List<Value> more = positional.subList(taken, positional.size());
    if (extras.contains("varargs")) {
      scope.set("varargs", new ListValue(ListValue.Kind.TUPLE, more));
    } else if (!more.isEmpty()) {
      throw Fault.of("macro '%s' takes not more than %d argument(s)", name, parameters.size());
    }
  }
}
