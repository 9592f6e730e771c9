package io.millrace.kernel.jvm;

import io.millrace.kernel.AttentionContract;
import io.millrace.kernel.Kernels;
import java.util.List;

/** The cache and attention of the Java kernels give the reference's bits. */
class JvmAttentionTest extends AttentionContract {

  @Override
  protected List<String> tables() {
    return List.of("java");
  }

  @Override
  protected Kernels open(String table, int threads) {
    return new JvmProvider().open(threads);
  }
}
