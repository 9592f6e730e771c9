package io.millrace.bench;

import io.millrace.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How fast one implementation computes one op.
 *
 * @param name what was computed
 * @param kernels by whom
 * @param rows how many rows were timed: n, or fewer where n would take too long
 * @param gops 1e9 operations a second
 * @param gbps 1e9 bytes a second, operands read once and results written once
 * @param peak how it stands to the machine's peaks, or empty if they could not be measured
 * @param ratioToJava its speed over that of the Java kernels, where both were timed
 * @param sameBits whether the bits equal those of the reference, as far as that was run, and of the
 *     first implementation; empty if there was nothing to compare with
 */
public record KernelFigure(
    CaseName name,
    String kernels,
    int rows,
    double gops,
    double gbps,
    Optional<Share> peak,
    OptionalDouble ratioToJava,
    Optional<Boolean> sameBits) {

  /**
   * A share of what the machine can do.
   *
   * @param bound what bounds the op at this shape: {@code int8}, {@code f32} or {@code read}
   * @param percent of that peak; above 100 where a cache holds the operands
   */
  public record Share(String bound, double percent) {}

  /** One line of JSON. */
  public String toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("op", name.op())
            .put("type", name.type())
            .put("n", name.n())
            .put("m", name.m())
            .put("k", name.k())
            .put("kernels", kernels)
            .put("gops", rounded(gops));
    peak.ifPresentOrElse(
        share -> json.put("percentOfPeak", rounded(share.percent())),
        () -> json.putNull("percentOfPeak"));
    ratioToJava.ifPresentOrElse(
        ratio -> json.put("ratioToJava", rounded(ratio)), () -> json.putNull("ratioToJava"));
    sameBits.ifPresentOrElse(
        same -> json.put("sameBits", same.booleanValue()), () -> json.putNull("sameBits"));
    json.put("gbps", rounded(gbps)).put("rows", rows);
    peak.ifPresent(share -> json.put("peak", share.bound()));
    return json.build().toJson();
  }

  /** The names of the columns of {@link #toText}. */
  public static String header() {
    return String.format(
        Locale.ROOT,
        "%-16s %-7s %5s %5s %5s  %-10s %9s %9s %13s %8s  %s",
        "op",
        "type",
        "n",
        "m",
        "k",
        "kernels",
        "GOP/s",
        "GB/s",
        "of peak",
        "x Java",
        "same bits");
  }

  /** One line of a table for people. */
  public String toText() {
    return String.format(
        Locale.ROOT,
        "%-16s %-7s %5d %5d %5d  %-10s %9.2f %9.2f %13s %8s  %s%s",
        name.op(),
        name.type(),
        name.n(),
        name.m(),
        name.k(),
        kernels,
        gops,
        gbps,
        peak.map(s -> String.format(Locale.ROOT, "%.0f %% %s", s.percent(), s.bound())).orElse("-"),
        ratioToJava.isPresent()
            ? String.format(Locale.ROOT, "%.1f", ratioToJava.getAsDouble())
            : "-",
        sameBits.map(same -> same ? "yes" : "NO").orElse("-"),
        rows < name.n() ? " (" + rows + " rows timed)" : "");
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
