package io.millrace.kernel.jni;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/** The tables of this CPU, for the tests that compare each of them with the reference. */
final class NativeContract {

  private NativeContract() {}

  static List<String> tables() {
    List<String> tables = new ArrayList<>();
    for (String isa : List.of("generic", "avx2", "avx512", "neon")) {
      if (new NativeProvider(isa).obstacle().isEmpty()) {
        tables.add(isa);
      } else {
        System.out.println(
            "SKIPPED table " + isa + ": " + new NativeProvider(isa).obstacle().get());
      }
    }
    assertTrue(tables.contains("generic"), "the native library must load in this test");
    return tables;
  }

  static Kernels open(String isa, int threads) {
    return new NativeProvider(isa).open(threads);
  }
}
