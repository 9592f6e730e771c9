package io.millrace.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files: every truncation and a hundred thousand mutations of a small file with every
 * metadata type. Each is read in full or refused with a {@link FormatException}, and neither takes
 * more memory than {@link #MOST_BYTES_ALLOCATED}, whatever sizes the file claims.
 */
class GgufFuzzTest {

  private static final int MUTATIONS = 100_000;

  /**
   * The whole file is under 2,500 bytes; what is made of it, messages included, stays near that.
   */
  private static final long MOST_BYTES_ALLOCATED = 400_000;

  private static final long[] EXTREMES = {
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    9,
    12,
    13,
    31,
    32,
    33,
    255,
    256,
    1000,
    0x7f,
    0x80,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    0x3fffffff,
    0x40000000,
    0x7fffffff,
    0x80000000L,
    0xffffffffL,
    0x100000000L,
    1L << 40,
    1L << 59,
    1L << 60,
    1L << 61,
    1L << 62,
    Long.MAX_VALUE - 31,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -32,
    -1L << 32
  };

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int read;
  private int refused;

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = SampleModel.bytes(SampleModel.writer());
    int end;
    try (GgufFile file = SampleModel.open(whole)) {
      GgufTensor last = file.tensor("cube").orElseThrow();
      end = (int) (last.offset() + last.bytes());
    }
    for (int length = 0; length < end; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      FormatException thrown = assertThrows(FormatException.class, () -> SampleModel.open(cut));
      assertTrue(
          thrown.getMessage().matches("t\\.gguf: .+ \\(byte \\d+\\): .+, expected .+"),
          thrown.getMessage());
    }
    assertEquals(whole.length, end + 20);
  }

  @Test
  void everyMutationIsReadOrRefused() throws IOException {
    byte[] whole = SampleModel.bytes(SampleModel.writer());
    int headerEnd = headerEnd(whole);
    List<Integer> fields = fieldOffsets(whole, headerEnd);
    Random random = new Random(20);
    long most = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutate(whole, headerEnd, fields, random);
      long allocated = readAll(mutant, i);
      if (allocated > MOST_BYTES_ALLOCATED) { // once more, without the classes it may have loaded
        allocated = allocatedToOpen(mutant);
      }
      most = Math.max(most, allocated);
    }
    assertEquals(MUTATIONS, read + refused);
    assertTrue(read > MUTATIONS / 100, "only " + read + " mutants were well-formed");
    assertTrue(refused > MUTATIONS / 4, "only " + refused + " mutants were refused");
    assertTrue(most < MOST_BYTES_ALLOCATED, most + " bytes were allocated for one file");
  }

  /** What the file system adds: short reads, the end of the file, closing. */
  @Test
  void mutationsOnDisk(@TempDir Path folder) throws IOException {
    byte[] whole = SampleModel.bytes(SampleModel.writer());
    int headerEnd = headerEnd(whole);
    List<Integer> fields = fieldOffsets(whole, headerEnd);
    Random random = new Random(21);
    Path path = folder.resolve("t.gguf");
    for (int i = 0; i < 500; i++) {
      byte[] mutant = mutate(whole, headerEnd, fields, random);
      Files.write(path, mutant);
      String inMemory = outcome(() -> SampleModel.open(mutant));
      assertEquals(inMemory, outcome(() -> GgufReader.open(path)), "mutation " + i);
    }
  }

  private interface Opening {
    GgufFile open() throws IOException;
  }

  private static String outcome(Opening opening) throws IOException {
    try (GgufFile file = opening.open()) {
      return file.metadata().entries() + " " + file.tensors();
    } catch (FormatException refusal) {
      return refusal.getMessage();
    }
  }

  /**
   * Opens a file and reads all of it; only a FormatException may stop that.
   *
   * @return how many bytes were allocated for that
   */
  private long readAll(byte[] bytes, int mutation) {
    String which = "mutation " + mutation;
    long before = threads.getCurrentThreadAllocatedBytes();
    long allocated;
    try (GgufFile file = SampleModel.open(bytes)) {
      for (GgufTensor tensor : file.tensors()) {
        assertTrue(tensor.offset() >= 0 && tensor.offset() + tensor.bytes() <= bytes.length, which);
        SampleModel.read(file, tensor);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
      if (mutation % 16 == 0) {
        file.metadata().entries().forEach(entry -> lookAt(file.metadata(), entry));
      }
      read++;
    } catch (FormatException refusal) {
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(refusal.getMessage().startsWith("t.gguf: "), which);
      refused++;
    } catch (IOException | RuntimeException failure) {
      throw new AssertionError(which, failure);
    }
    return allocated;
  }

  private long allocatedToOpen(byte[] bytes) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try (GgufFile file = SampleModel.open(bytes)) {
      for (GgufTensor tensor : file.tensors()) {
        SampleModel.read(file, tensor);
      }
    } catch (IOException refusal) {
      // measured all the same
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** Asks for a value in every way; each gives it or says that it is of another kind. */
  private static void lookAt(GgufMetadata metadata, GgufEntry entry) {
    List<Getter> getters =
        List.of(
            metadata::getInt,
            metadata::getFloat,
            metadata::getString,
            metadata::findBoolean,
            metadata::getIntArray,
            metadata::getFloatArray,
            metadata::getByteArray,
            metadata::getStringArray);
    int given = 0;
    for (Getter getter : getters) {
      try {
        getter.get(entry.key());
        given++;
      } catch (FormatException wrongKind) {
        assertTrue(wrongKind.getMessage().contains(": value is "), wrongKind.getMessage());
      }
    }
    assertTrue(given >= 1 && given <= 4, entry + " was given by " + given + " getters");
  }

  private interface Getter {
    Object get(String key) throws FormatException;
  }

  /**
   * One to three changes: a bit, a byte, an extreme number at a field or anywhere, a cut, a copy.
   */
  private static byte[] mutate(byte[] whole, int headerEnd, List<Integer> fields, Random random) {
    byte[] mutant = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(headerEnd);
      switch (random.nextInt(6)) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[at] = (byte) random.nextInt(256);
        case 2, 3 -> putExtreme(mutant, fields.get(random.nextInt(fields.size())), random);
        case 4 -> putExtreme(mutant, at, random);
        default -> copyWithin(mutant, headerEnd, random);
      }
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
  }

  private static void putExtreme(byte[] mutant, int at, Random random) {
    long extreme = EXTREMES[random.nextInt(EXTREMES.length)];
    ByteBuffer bytes = ByteBuffer.wrap(mutant).order(ByteOrder.LITTLE_ENDIAN);
    if (random.nextBoolean()) {
      bytes.putLong(at, extreme);
    } else {
      bytes.putInt(at, (int) extreme);
    }
  }

  private static void copyWithin(byte[] mutant, int headerEnd, Random random) {
    int length = 1 + random.nextInt(32);
    int from = random.nextInt(headerEnd - length);
    int to = random.nextInt(headerEnd - length);
    System.arraycopy(mutant, from, mutant, to, length);
  }

  private static int headerEnd(byte[] whole) throws IOException {
    try (GgufFile file = SampleModel.open(whole)) {
      return (int) file.tensors().get(0).offset();
    }
  }

  /** Offsets of counts, types, lengths, extents and offsets: where their known values stand. */
  private static List<Integer> fieldOffsets(byte[] whole, int headerEnd) throws IOException {
    List<Integer> fields = new ArrayList<>(List.of(0, 4, 8, 16));
    try (GgufFile file = SampleModel.open(whole)) {
      for (GgufEntry entry : file.metadata().entries()) {
        int type = (int) entry.offset();
        fields.add(type - entry.key().length() - 8);
        fields.addAll(List.of(type, type + 4, type + 8, type + 16));
      }
    }
    for (String name : List.of("norm.weight", "q4.weight", "cube")) {
      int record = find(whole, name) - 8;
      int axes = record + 8 + name.length();
      for (int field = axes; field < axes + 48; field += 4) {
        fields.add(field);
      }
      fields.add(record);
    }
    fields.removeIf(field -> field > headerEnd - 8);
    return fields;
  }

  private static int find(byte[] whole, String name) {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    return text.indexOf(name);
  }

  @Test
  void wideShapesOfAnEmptyFileAllocateNothing() {
    byte[] bytes =
        RawGguf.header(1, 0).tensor("w", DataType.F32.id(), 0, 1L << 30, 1L << 30).data(0).bytes();
    assertThrows(FormatException.class, () -> SampleModel.open(bytes));
    assertTrue(allocatedToOpen(bytes) < MOST_BYTES_ALLOCATED);
  }
}
