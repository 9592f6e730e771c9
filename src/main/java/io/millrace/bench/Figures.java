package io.millrace.bench;

import io.millrace.ModelInfo;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the figures of {@link BatchBench} have in common: choosing, and printing. */
final class Figures {

  private Figures() {}

  /** The first members of every line. */
  static JsonObject.Builder json(BatchWork work, ModelInfo model) {
    return JsonObject.builder()
        .put("work", work.label())
        .put("model", model.name())
        .put("kernels", model.kernels())
        .put("threads", model.threads());
  }

  /** A number with two digits, or null where noise hid it. */
  static JsonValue number(double value) {
    return Double.isFinite(value)
        ? JsonValue.of(Math.round(value * 100) / 100.0)
        : JsonValue.nothing();
  }

  /** The first line of a table. */
  static String title(ModelInfo model, String format, Object... values) {
    return String.format(
            Locale.ROOT,
            "%s, kernels %s, %d threads; ",
            model.name(),
            model.kernels(),
            model.threads())
        + String.format(Locale.ROOT, format, values);
  }

  /** A line of a table: what, how much, of what. */
  static String row(String what, double value, String unit) {
    return String.format(Locale.ROOT, "%n  %-34s %10.1f %s", what, value, unit);
  }

  /** The repetition in the middle by one of its figures; of an even number, the later of two. */
  static <T> T median(List<T> repetitions, ToDoubleFunction<T> figure) {
    List<T> sorted = new ArrayList<>(repetitions);
    sorted.sort(Comparator.comparingDouble(figure));
    return sorted.get(sorted.size() / 2);
  }
}
