package io.millrace.kernel.vector;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.LinearContract;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Products, packing and look-ups by the Vector API give the reference's bits. */
@ExtendWith(VectorCondition.class)
class VectorLinearTest extends LinearContract {

  @Override
  protected List<String> tables() {
    return List.of("vector");
  }

  @Override
  protected Kernels open(String table, int threads) {
    return new VectorProvider().open(threads);
  }
}
