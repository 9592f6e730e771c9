package io.millrace.chat.template;

/**
 * Where a statement runs: what it knows and where it writes.
 *
 * @param scope the names
 * @param out what is being written: the prompt, or the value of a macro or a block
 * @param budget of the whole rendering
 */
record Frame(Scope scope, Text out, Budget budget) {

  /** This one with a scope inside its scope. */
  Frame inner() {
    return new Frame(scope.inner(), out, budget);
  }

  /** The same names, but another place to write. */
  Frame capture() {
    return new Frame(scope, new Text(budget), budget);
  }

  /** A new scope inside {@code definition}, and a new place to write. */
  Frame call(Scope definition) {
    return new Frame(definition.inner(), new Text(budget), budget);
  }

  Comparisons comparisons() {
    return new Comparisons(budget);
  }

  Arithmetic arithmetic() {
    return new Arithmetic(budget);
  }
}
