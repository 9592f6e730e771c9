package io.millrace.bench;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class BitsTest {

  private static Tensor of(float... values) {
    return Tensor.of(Allocator.direct(), values);
  }

  @Test
  void oneBitCounts() {
    assertTrue(Bits.same(of(1, 2), of(1, 2)));
    assertFalse(Bits.same(of(1, 2), of(1, Math.nextUp(2f))));
    assertFalse(Bits.same(of(0f), of(-0f)));
  }

  @Test
  void notANumberEqualsAnyOther() {
    assertTrue(Bits.same(of(Float.intBitsToFloat(0x7fc00000)), of(Float.intBitsToFloat(-1))));
    assertFalse(Bits.same(of(Float.NaN), of(1)));
  }

  @Test
  void onlyWhatBothHaveIsCompared() {
    assertTrue(Bits.same(of(1, 2, 3), of(1, 2)));
    assertFalse(Bits.same(of(3, 2), of(1, 2, 3)));
  }
}
