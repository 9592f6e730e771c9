package io.millrace.kernel.jni;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.LinearContract;
import java.util.List;

/** Products, packing and look-ups in every table give the reference's bits. */
class NativeLinearTest extends LinearContract {

  @Override
  protected List<String> tables() {
    return NativeContract.tables();
  }

  @Override
  protected Kernels open(String table, int threads) {
    return NativeContract.open(table, threads);
  }
}
