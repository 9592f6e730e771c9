package io.millrace.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * What comes before measuring: work until the JVM hardly compiles any more. Kernels in Java are
 * slow until then, and its compilers take processors from all others.
 */
final class WarmUp {

  private static final double MOST = 30; // seconds
  private static final double BUSY = 0.05; // of the time, compiling
  private static final int QUIET = 3; // times in a row

  private WarmUp() {}

  /** Does some work again and again. */
  static void by(Runnable work) {
    Optional<CompilationMXBean> compilers =
        Optional.ofNullable(ManagementFactory.getCompilationMXBean()); // -Xint has none
    long start = System.nanoTime();
    for (int quiet = 0; quiet < QUIET && System.nanoTime() - start < MOST * 1e9; ) {
      double before = seconds(compilers);
      long begun = System.nanoTime();
      work.run();
      double compiling = seconds(compilers) - before;
      quiet = compiling < BUSY * (System.nanoTime() - begun) / 1e9 ? quiet + 1 : 0;
    }
  }

  private static double seconds(Optional<CompilationMXBean> compilers) {
    return compilers.map(CompilationMXBean::getTotalCompilationTime).orElse(0L) / 1e3;
  }
}
