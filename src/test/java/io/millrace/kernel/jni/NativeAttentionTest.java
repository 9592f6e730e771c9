package io.millrace.kernel.jni;

import io.millrace.kernel.AttentionContract;
import io.millrace.kernel.Kernels;
import java.util.List;

/** The cache and attention in every table give the reference's bits. */
class NativeAttentionTest extends AttentionContract {

  @Override
  protected List<String> tables() {
    return NativeContract.tables();
  }

  @Override
  protected Kernels open(String table, int threads) {
    return NativeContract.open(table, threads);
  }
}
