package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parameters of a built-in function, in order.
 *
 * @param names all of them
 * @param required how many of the first must be given
 */
record Parameters(List<String> names, int required) {

  static final Parameters NONE = new Parameters(List.of(), 0);

  /** Reads a list such as {@code "old new count?"}; those with a question mark may be left out. */
  static Parameters of(String list) {
    if (list.isEmpty()) {
      return NONE;
    }
    List<String> names = new ArrayList<>();
    Arrays.stream(list.split(" ", -1)).map(name -> name.replace("?", "")).forEach(names::add);
    int required = (int) Arrays.stream(list.split(" ", -1)).filter(n -> !n.endsWith("?")).count();
    return new Parameters(List.copyOf(names), required);
  }
}
