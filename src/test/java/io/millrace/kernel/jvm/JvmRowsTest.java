package io.millrace.kernel.jvm;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.RowsContract;
import java.util.List;

/** Operations on rows and elements of the Java kernels give the reference's bits. */
class JvmRowsTest extends RowsContract {

  @Override
  protected List<String> tables() {
    return List.of("java");
  }

  @Override
  protected Kernels open(String table, int threads) {
    return new JvmProvider().open(threads);
  }
}
