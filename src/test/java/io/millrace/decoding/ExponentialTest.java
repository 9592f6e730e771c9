package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceKernels;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ExponentialTest {

  @Test
  void isWithinOneUnitInTheLastPlace() {
    double worst = 0;
    for (float x = -87.32f; x < 88.7f; x += 0.00731f) {
      double exact = StrictMath.exp((double) x);
      worst = Math.max(worst, Math.abs(Exponential.of(x) - exact) / Math.ulp((float) exact));
    }
    assertTrue(worst < 1.02, "worst error is " + worst + " units in the last place");
  }

  @Test
  void treatsTheEndsAsDefined() {
    assertEquals(1f, Exponential.of(0));
    assertEquals(0f, Exponential.of(-87.34f));
    assertEquals(0f, Exponential.of(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, Exponential.of(88.73f));
    assertTrue(Float.isNaN(Exponential.of(Float.NaN)));
  }

  /** A row of 0 and x sums to {@code 1 + exp(x)} in the kernels. */
  @Test
  void hasTheBitsOfTheKernels() {
    Kernels kernels = new ReferenceKernels();
    Tensor maximum = Tensor.of(Allocator.direct(), 0);
    Tensor sum = Tensor.of(Allocator.direct(), 0);
    for (float x = -16; x < 0; x += 0.00317f) {
      Tensor row = Tensor.of(Allocator.direct(), x, 0).reshape(1, 2);
      kernels.sumExponentials(row, maximum, sum);
      assertEquals(sum.getFloat(0), 1f + Exponential.of(x), "at " + x);
    }
  }
}
