package io.millrace.bench;

/** What {@link BatchBench} found out about one kind of work. */
public sealed interface BatchFigure permits LongTailedFigure, SharedPrefixFigure, SequencesFigure {

  /** What was measured. */
  BatchWork work();

  /** One line of JSON; {@code work}, {@code model}, {@code kernels} and {@code threads} first. */
  String toJson();

  /** Some lines for people. */
  String toText();
}
