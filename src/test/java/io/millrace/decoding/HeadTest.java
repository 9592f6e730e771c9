package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.kernel.Bias;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.WeightSource;
import io.millrace.kernel.reference.ReferenceKernels;
import io.millrace.quant.Quantizer;
import io.millrace.quant.Quantizers;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The head in stripes against the whole product at once. */
class HeadTest {

  private static final int WIDTH = 32;
  private static final int ROWS = 3;

  private final Kernels kernels = new ReferenceKernels();
  private final Scratch scratch = new Scratch(kernels.allocator());
  private final Random random = new Random(20260103);

  @AfterEach
  void close() {
    scratch.close();
    kernels.close();
  }

  @Test
  void stripesGiveTheLogitsOfTheWholeProduct() throws IOException {
    check(DataType.F32, 0, 8300);
    check(DataType.F32, 3, 4097);
    check(DataType.Q8_0, 0, 4128);
    check(DataType.Q4_0, 3, 4096);
  }

  @Test
  void refusesMoreQueriesThanRows() throws IOException {
    try (PackedWeight weight = weight(DataType.F32, 10);
        Head head = new Head(kernels, weight, 0)) {
      Tensor hidden = scratch.tensor(DataType.F32, 2, WIDTH);
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> head.run(hidden, List.of()));
      assertEquals("head: 2 rows, expected 0 as there are queries", thrown.getMessage());
    }
  }

  private void check(DataType type, float softCap, int vocabulary) throws IOException {
    Tensor hidden = Tensor.allocate(kernels.allocator(), DataType.F32, Shape.of(ROWS, WIDTH));
    for (int i = 0; i < hidden.elements(); i++) {
      hidden.setFloat(i, (float) random.nextGaussian());
    }
    try (PackedWeight weight = weight(type, vocabulary);
        Head head = new Head(kernels, weight, softCap)) {
      float[] logits = whole(hidden, weight, softCap).toFloats();
      for (SamplingOptions options : waysToChoose()) {
        List<RowTask> tasks = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
          tasks.add(new RowTask.Draw(sampling(options, i)));
        }
        List<RowResult> results = new Sampler(head).run(hidden, tasks);
        for (int i = 0; i < ROWS; i++) {
          float[] row = new float[vocabulary];
          System.arraycopy(logits, i * vocabulary, row, 0, vocabulary);
          checkRow(options, i, row, results.get(i));
        }
      }
    }
  }

  private static void checkRow(SamplingOptions options, int seed, float[] row, RowResult result) {
    RowResult.Token token = assertInstanceOf(RowResult.Token.class, result);
    NaiveSampler naive = new NaiveSampler(options, List.of(1), List.of(), Set.of());
    assertEquals(naive.choose(row, Philox.uniform(seed, 0, 1)), token.token(), options.toString());
    assertEquals(NaiveSampler.logprobs(row)[token.token()], token.logprob(), 2e-5);
  }

  private static List<SamplingOptions> waysToChoose() {
    SamplingOptions plain = SamplingOptions.defaults().withLogprobs(0);
    return List.of(
        plain.withTemperature(0),
        plain,
        plain.withTemperature(0.6f),
        plain.withTopK(40),
        plain.withTopP(0.9f),
        plain.withMinP(0.02f));
  }

  private static SequenceSampling sampling(SamplingOptions options, int seed) {
    return new SequenceSampling(
        options,
        new SequenceSampling.RandomKey(seed, 0),
        new SequenceSampling.EndRule(Set.of(), 0, 100),
        new int[] {1});
  }

  private Tensor whole(Tensor hidden, PackedWeight weight, float softCap) {
    Tensor logits = Tensor.allocate(kernels.allocator(), DataType.F32, Shape.of(ROWS, weight.m()));
    if (weight.type().isQuantized()) {
      QuantizedRows rows = QuantizedRows.allocate(scratch, ROWS, WIDTH);
      kernels.quantize(hidden, rows);
      kernels.linear(rows, weight, Bias.NONE, logits);
    } else {
      kernels.linear(hidden, weight, Bias.NONE, logits);
    }
    if (softCap > 0) {
      kernels.softCap(logits, softCap);
    }
    return logits;
  }

  private PackedWeight weight(DataType type, int vocabulary) throws IOException {
    float[] values = new float[vocabulary * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 4;
    }
    byte[] bytes = new byte[(int) type.rowBytes(values.length)];
    if (type == DataType.F32) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    } else {
      Quantizer quantizer = Quantizers.of(type);
      for (int i = 0; i < values.length / type.blockSize(); i++) {
        quantizer.encode(values, i * type.blockSize(), bytes, i * type.blockBytes());
      }
    }
    int rowBytes = (int) type.rowBytes(WIDTH);
    return kernels.pack(
        new WeightSource(
            "unembedding",
            type,
            vocabulary,
            WIDTH,
            (first, count, into) -> into.put(bytes, first * rowBytes, count * rowBytes)));
  }
}
