package io.millrace.kernel.jvm;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.LinearContract;
import java.util.List;

/** Products, packing and look-ups of the Java kernels give the reference's bits. */
class JvmLinearTest extends LinearContract {

  @Override
  protected List<String> tables() {
    return List.of("java");
  }

  @Override
  protected Kernels open(String table, int threads) {
    return new JvmProvider().open(threads);
  }
}
