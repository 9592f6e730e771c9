package io.millrace.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Damaged safetensors files: every truncation and many mutations of a small one. Each is read in
 * full or refused with a {@link FormatException}, within a fixed amount of memory.
 */
class SafetensorsFuzzTest {

  private static final int MUTATIONS = 20_000;
  private static final long MOST_BYTES_ALLOCATED = 400_000;

  private static final String SYNTAX = "0123456789[]{},:\"\\ ";

  private static final List<String> EXTREMES =
      List.of(
          "0",
          "-1",
          "1e3",
          "2147483648",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "1e300",
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "[[[[[[[[[[",
          "\\ud800");

  private static final String HEADER =
      RawSafetensors.header(
          "\"__metadata__\":{\"format\":\"pt\"}",
          RawSafetensors.tensor("model.a.weight", "F32", "[4,3]", "[0,48]"),
          RawSafetensors.tensor("model.b.weight", "BF16", "[8]", "[48,64]"),
          RawSafetensors.tensor("model.c", "I64", "[]", "[64,72]"),
          RawSafetensors.tensor("none", "F16", "[0]", "[72,72]"));

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int read;
  private int refused;

  private static byte[] whole() {
    return RawSafetensors.file(HEADER, 72);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = whole();
    assertEquals(4, RawSafetensors.open(whole).tensors().size());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      FormatException thrown = assertThrows(FormatException.class, () -> RawSafetensors.open(cut));
      assertTrue(
          thrown.getMessage().matches("t\\.safetensors: .+: .+, expected .+"), thrown.getMessage());
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThrows(FormatException.class, () -> RawSafetensors.open(longer));
  }

  /** The header alone is cut and its length made to fit, so that the JSON is what is wrong. */
  @Test
  void everyTruncationOfTheJsonIsRefused() {
    byte[] text = HEADER.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < text.length; length++) {
      byte[] cut = RawSafetensors.file(length, Arrays.copyOf(text, length), 72);
      assertThrows(FormatException.class, () -> RawSafetensors.open(cut));
    }
  }

  @Test
  void everyMutationIsReadOrRefused() {
    Random random = new Random(30);
    long most = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutate(random);
      long allocated = readAll(mutant, i);
      if (allocated > MOST_BYTES_ALLOCATED) { // once more, without the classes it may have loaded
        allocated = readAll(mutant, i);
      }
      most = Math.max(most, allocated);
    }
    assertTrue(read > MUTATIONS / 100, "only " + read + " mutants were well-formed");
    assertTrue(refused > MUTATIONS / 4, "only " + refused + " mutants were refused");
    assertTrue(most < MOST_BYTES_ALLOCATED, most + " bytes were allocated for one file");
  }

  /** Opens a file and reads all of it; only a FormatException may stop that. */
  private long readAll(byte[] bytes, int mutation) {
    String which = "mutation " + mutation;
    long before = threads.getCurrentThreadAllocatedBytes();
    try (SafetensorsFile file = RawSafetensors.open(bytes)) {
      for (SafetensorsTensor tensor : file.tensors()) {
        assertTrue(tensor.offset() >= 8 && tensor.offset() + tensor.bytes() <= bytes.length, which);
        RawSafetensors.read(file, tensor);
      }
      read++;
    } catch (FormatException refusal) {
      assertTrue(refusal.getMessage().startsWith("t.safetensors: "), which);
      refused++;
    } catch (IOException | RuntimeException failure) {
      throw new AssertionError(which, failure);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /**
   * One to three changes: a bit, a byte, a number replaced, a copy; at times the length or a cut.
   */
  private static byte[] mutate(Random random) {
    byte[] text = HEADER.getBytes(StandardCharsets.UTF_8);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(text.length);
      switch (random.nextInt(5)) {
        case 0 -> text[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> text[at] = (byte) random.nextInt(256);
        case 2 -> text = numberReplaced(text, random);
        case 3 -> text[at] = (byte) SYNTAX.charAt(random.nextInt(SYNTAX.length()));
        default -> copyWithin(text, random);
      }
    }
    byte[] mutant = RawSafetensors.file(text.length, text, 72);
    if (random.nextInt(20) == 0) {
      ByteBuffer.wrap(mutant).order(ByteOrder.LITTLE_ENDIAN).putLong(0, random.nextLong());
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
  }

  /** Puts an extreme in place of a run of digits. */
  private static byte[] numberReplaced(byte[] text, Random random) {
    String latin = new String(text, StandardCharsets.ISO_8859_1);
    int at = random.nextInt(latin.length());
    while (at < latin.length() && !Character.isDigit(latin.charAt(at))) {
      at++;
    }
    int end = at;
    while (end < latin.length() && Character.isDigit(latin.charAt(end))) {
      end++;
    }
    String extreme = EXTREMES.get(random.nextInt(EXTREMES.size()));
    return (latin.substring(0, at) + extreme + latin.substring(end))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void copyWithin(byte[] text, Random random) {
    int length = 1 + random.nextInt(32);
    int from = random.nextInt(text.length - length);
    int to = random.nextInt(text.length - length);
    System.arraycopy(text, from, text, to, length);
  }
}
