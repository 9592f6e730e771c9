package io.millrace.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A header of the size real vocabularies have, which the reader's buffer holds only a part of. */
class LargeHeaderTest {

  private static final int TOKENS = 262_144;

  @Test
  void readsAVocabularyInLittleMemory() throws IOException {
    List<byte[]> tokens = tokens();
    float[] scores = new float[TOKENS];
    for (int i = 0; i < TOKENS; i++) {
      scores[i] = -i;
    }
    String template = "é".repeat(100_000);
    byte[] bytes =
        SampleModel.bytes(
            new GgufWriter()
                .put("tokens", StringArray.ofBytes(tokens))
                .put("template", template)
                .put("scores", NumberArray.floats(scores))
                .put("last", GgufNumber.u32(7)));
    SampleModel.open(bytes).close(); // loads the classes
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try (GgufFile file = SampleModel.open(bytes)) {
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < 4L * bytes.length, allocated + " for a header of " + bytes.length);
      assertSame(tokens, file.metadata().getStringArray("tokens"));
      assertEquals(template, file.metadata().getString("template"));
      assertArrayEquals(scores, file.metadata().getFloatArray("scores"));
      assertEquals(7, file.metadata().getInt("last"));
    }
  }

  @Test
  void readsASourceThatGivesFewBytesAtATime() throws IOException {
    byte[] bytes = SampleModel.bytes(SampleModel.writer());
    Random random = new Random(3);
    MemorySource whole = new MemorySource(bytes);
    ByteSource slow =
        new ByteSource() {
          @Override
          public long size() {
            return bytes.length;
          }

          @Override
          public int read(ByteBuffer destination, long position) {
            int limit = destination.limit();
            int most = random.nextInt(1, 6);
            destination.limit(Math.min(limit, destination.position() + most));
            int count = whole.read(destination, position);
            destination.limit(limit);
            return count;
          }

          @Override
          public void close() {}
        };
    try (GgufFile expected = SampleModel.open(bytes);
        GgufFile file = new GgufFile(List.of(GgufPart.read("t.gguf", slow, 0)))) {
      assertEquals(expected.metadata().entries(), file.metadata().entries());
      assertEquals(expected.tensors(), file.tensors());
      for (GgufTensor tensor : file.tensors()) {
        assertArrayEquals(SampleModel.read(expected, tensor), SampleModel.read(file, tensor));
      }
    }
  }

  /**
   * Mostly short, some longer than the reader's buffer, so that they cross its end in every way.
   */
  private static List<byte[]> tokens() {
    Random random = new Random(4);
    List<byte[]> tokens = new ArrayList<>();
    for (int i = 0; i < TOKENS; i++) {
      byte[] token = new byte[i % 50_000 == 7 ? 70_000 + i : random.nextInt(12)];
      random.nextBytes(token);
      tokens.add(token);
    }
    return tokens;
  }

  private static void assertSame(List<byte[]> expected, StringArray strings) {
    assertEquals(expected.size(), strings.size());
    for (int i = 0; i < strings.size(); i++) {
      assertArrayEquals(expected.get(i), strings.bytes(i));
    }
  }
}
