package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.GgufFile;
import io.millrace.format.GgufReader;
import io.millrace.format.GgufTensor;
import io.millrace.kernel.PackedWeight;
import io.millrace.model.Rows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PackedWeightsTest {

  /** A weight that counts how many are open. */
  private record Counted(int m, int k, AtomicInteger open) implements PackedWeight {
    @Override
    public DataType type() {
      return DataType.F32;
    }

    @Override
    public long bytes() {
      return 4L * m * k;
    }

    @Override
    public PackedWeight slice(int from, int to) {
      throw new AssertionError("not asked for here");
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  private static Set<WeightRequest> requests(GgufFile file) throws IOException {
    WeightPlan plan = new WeightPlan(new WeightFile(new GgufTensors(file)));
    ModelLoader.build(new GgufSource(file), plan, ModelLoader.NO_LIMIT);
    return plan.requests();
  }

  private static GgufFile open(String name) throws IOException {
    return GgufReader.open(Golden.FOLDER.resolve(name + ".gguf"));
  }

  @Test
  void tiedWeightsArePackedOnce() throws IOException {
    AtomicInteger open = new AtomicInteger();
    try (GgufFile file = open("llama-tied")) {
      PackedWeights weights =
          PackedWeights.pack(
              new WeightFile(new GgufTensors(file)),
              requests(file),
              source -> {
                open.incrementAndGet();
                return new Counted(source.m(), source.k(), open);
              },
              2);
      assertEquals(1 + 2 * 7, open.get()); // the table, and seven matrices a layer
      Rows all = Rows.all(288);
      assertSame(
          weights.matrix("token_embd.weight", all, 48),
          weights.matrix("token_embd.weight", all, 48));
      weights.close();
      assertEquals(0, open.get());
    }
  }

  @Test
  void tablesAreReadAsTheyLie() throws IOException {
    try (GgufFile file = open("llama-tied")) {
      WeightFile weights = new WeightFile(new GgufTensors(file));
      Tensor table = new WeightPlan(weights).table("token_embd.weight", 288, 48);
      assertEquals("F32 [288, 48]", table.toString());
      GgufTensor stored = file.tensor("token_embd.weight").orElseThrow();
      assertEquals(DataType.F32, stored.type());
      ByteBuffer bytes = ByteBuffer.allocate((int) stored.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      file.rows(stored).read(0, 288, bytes);
      for (int i = 0; i < table.elements(); i++) {
        assertEquals(bytes.getFloat(4 * i), table.getFloat(i));
      }
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new WeightPlan(weights).table("token_embd.weight", 32, 12))
              .getMessage();
      assertEquals(
          "tensor token_embd.weight is F32 [288, 48], expected [32, 12] as the metadata says",
          message);
    }
  }

  @Test
  void givesBackWhatWasPackedWhenOneFails() throws IOException {
    for (String failing : new String[] {"token_embd.weight", "blk.1.ffn_down.weight"}) {
      AtomicInteger open = new AtomicInteger();
      try (GgufFile file = open("llama-tied")) {
        PackedWeights.Packer packer =
            source -> {
              if (source.name().equals(failing)) {
                throw new IOException("no disk");
              }
              open.incrementAndGet();
              return new Counted(source.m(), source.k(), open);
            };
        Set<WeightRequest> requests = requests(file);
        IOException error =
            assertThrows(
                IOException.class,
                () ->
                    PackedWeights.pack(new WeightFile(new GgufTensors(file)), requests, packer, 3));
        assertEquals("no disk", error.getMessage());
        assertEquals(0, open.get(), failing);
      }
    }
  }

  /** A weight that is still being packed when another fails comes late, and is closed too. */
  @Test
  void givesBackWhatWasBeingPackedWhenOneFails() throws IOException {
    AtomicInteger open = new AtomicInteger();
    CountDownLatch packing = new CountDownLatch(1);
    try (GgufFile file = open("llama-tied")) {
      Set<WeightRequest> requests = requests(file);
      String first = requests.iterator().next().name();
      PackedWeights.Packer packer =
          source -> {
            if (source.name().equals(first)) {
              await(packing, 60_000);
              throw new IOException("no disk");
            }
            open.incrementAndGet();
            packing.countDown();
            await(new CountDownLatch(1), 50); // the failure is seen meanwhile
            return new Counted(source.m(), source.k(), open);
          };
      assertThrows(
          IOException.class,
          () -> PackedWeights.pack(new WeightFile(new GgufTensors(file)), requests, packer, 2));
      assertEquals(0, open.get());
    }
  }

  private static void await(CountDownLatch latch, long milliseconds) {
    try {
      var unused = latch.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void rowsOfPairsAreMovedApart() throws IOException {
    try (GgufFile file = open("llama-tied")) {
      WeightFile weights = new WeightFile(new GgufTensors(file));
      Rows stored = Rows.all(48);
      float[] plain = read(weights, stored);
      float[] separated = read(weights, stored.separated(12, 6));
      for (int row = 0; row < 48; row++) {
        int from = stored.separated(12, 6).stored(row);
        for (int i = 0; i < 48; i++) {
          assertEquals(plain[from * 48 + i], separated[row * 48 + i]);
        }
      }
      assertTrue(plain[48] != separated[48]);
    }
  }

  /** Reads a matrix in uneven pieces. */
  private static float[] read(WeightFile weights, Rows rows) throws IOException {
    WeightRequest request = new WeightRequest("blk.0.attn_q.weight", rows, 48);
    ByteBuffer bytes = ByteBuffer.allocate(48 * 48 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < 48; row += 7) {
      weights.source(request).rows().read(row, Math.min(7, 48 - row), bytes);
    }
    assertEquals(0, bytes.remaining());
    float[] values = new float[48 * 48];
    bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
