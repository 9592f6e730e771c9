package io.millrace.kernel.vector;

import io.millrace.kernel.AttentionContract;
import io.millrace.kernel.Kernels;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cache and attention by the Vector API give the reference's bits. */
@ExtendWith(VectorCondition.class)
class VectorAttentionTest extends AttentionContract {

  @Override
  protected List<String> tables() {
    return List.of("vector");
  }

  @Override
  protected Kernels open(String table, int threads) {
    return new VectorProvider().open(threads);
  }
}
