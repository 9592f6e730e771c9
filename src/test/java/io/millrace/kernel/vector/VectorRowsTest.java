package io.millrace.kernel.vector;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.RowsContract;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operations on rows and elements by the Vector API give the reference's bits. */
@ExtendWith(VectorCondition.class)
class VectorRowsTest extends RowsContract {

  @Override
  protected List<String> tables() {
    return List.of("vector");
  }

  @Override
  protected Kernels open(String table, int threads) {
    return new VectorProvider().open(threads);
  }
}
