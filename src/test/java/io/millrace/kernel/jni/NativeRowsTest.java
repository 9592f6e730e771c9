package io.millrace.kernel.jni;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.RowsContract;
import java.util.List;

/** Operations on rows and elements in every table give the reference's bits. */
class NativeRowsTest extends RowsContract {

  @Override
  protected List<String> tables() {
    return NativeContract.tables();
  }

  @Override
  protected Kernels open(String table, int threads) {
    return NativeContract.open(table, threads);
  }
}
