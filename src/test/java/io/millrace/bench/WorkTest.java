package io.millrace.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.kernel.Peaks;
import io.millrace.tensor.DataType;
import org.junit.jupiter.api.Test;

/** A machine of 1000 int8 GOP/s, 100 GFLOP/s and 10 GB/s. */
class WorkTest {

  private static final Peaks PEAKS = new Peaks(1000, 100, 10);

  @Test
  void theSlowerOfComputingAndReadingBounds() {
    Work computing = new Work(2e9, Work.Unit.INT8, 1e6);
    assertEquals("int8", computing.bound(PEAKS));
    assertEquals(0.002, computing.leastSeconds(PEAKS), 1e-12);
    Work reading = new Work(2e9, Work.Unit.F32, 1e9);
    assertEquals("read", reading.bound(PEAKS));
    assertEquals(0.1, reading.leastSeconds(PEAKS), 1e-12);
    assertEquals("f32", new Work(2e9, Work.Unit.F32, 1e6).bound(PEAKS));
  }

  @Test
  void aProductCountsTwoOperationsAMultiplyAddAndItsWeightOnce() {
    Work work = new LinearCase(DataType.Q4_0, 512, 64, 128).work(3);
    assertEquals(2.0 * 3 * 64 * 128, work.operations());
    assertEquals(64 * 128 / 32 * 18 + 3 * 128 + 4 * 3 * 64, work.bytes());
  }

  @Test
  void attentionCountsVisiblePairs() {
    Work prompt = new AttentionCase(DataType.F16, AttentionCase.Phase.PROMPT, 512, 512).work(3);
    assertEquals(4.0 * 6 * 32 * 64, prompt.operations());
    Work decode = new AttentionCase(DataType.F16, AttentionCase.Phase.DECODE, 32, 512).work(2);
    assertEquals(4.0 * 2 * 512 * 32 * 64, decode.operations());
  }
}
