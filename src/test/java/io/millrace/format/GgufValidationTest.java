package io.millrace.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every check of the reader, with the message it gives. */
class GgufValidationTest {

  private static final long HUGE = 1L << 60;

  @Test
  void magicAndVersion() throws IOException {
    fails(
        new RawGguf().raw("PK\3\4").u32(3).u64(0).u64(0),
        "magic number (byte 0): is 504b0304, expected 47475546 (\"GGUF\"); this is not a GGUF"
            + " file");
    fails(
        new RawGguf().raw("GGUF").u32(1).u64(0).u64(0),
        "version (byte 4): is 1, expected 2 or 3; convert the model anew");
    fails(
        new RawGguf().raw("GGUF").u32(4_000_000_001L).u64(0).u64(0),
        "version (byte 4): is 4000000001, expected 2 or 3; convert the model anew");
    fails(
        new RawGguf().raw("GGUF").u32(3 << 24).u64(0).u64(0),
        "version (byte 4): is 3 in big-endian order, expected little-endian order; convert the"
            + " file");
    fails(
        new RawGguf(),
        "magic number (byte 0): file ends at byte 0, expected 4 bytes more; the download may be"
            + " incomplete");
  }

  @Test
  void counts() {
    fails(
        RawGguf.header(-1, 0),
        "number of tensors (byte 8): count is 18446744073709551615, expected at most 0 with 8"
            + " bytes left; the file is damaged or incomplete");
    fails(
        RawGguf.header(0, 2).data(13),
        "number of metadata keys (byte 16): count is 2, expected at most 1 with 21 bytes left; the"
            + " file is damaged or incomplete");
  }

  @Test
  void keys() {
    fails(
        RawGguf.header(0, 1).u64(HUGE).u64(0),
        "metadata key 1 of 1 (byte 24): count is 1152921504606846976, expected at most 8 with 8"
            + " bytes left; the file is damaged or incomplete");
    fails(
        RawGguf.header(0, 1).string("").u32(4).u32(1),
        "metadata key 1 of 1 (byte 24): name is empty, expected a name");
    fails(
        RawGguf.header(0, 2).string("a").u32(0).u8(1).string("a").u32(0).u8(1),
        "metadata key a (byte 38): name was found at byte 24, expected it once");
    fails(
        RawGguf.header(0, 1).string("a\u001b\u202e").u32(13).u32(0),
        "metadata key a\\u001b\\u202e (byte 37): value type is 13, expected 0 to 12");
  }

  @Test
  void values() {
    fails(
        RawGguf.header(0, 1).string("k").u32(7).u8(2),
        "metadata key k (byte 37): truth value is 2, expected 0 or 1");
    fails(
        RawGguf.header(0, 1).string("k").u32(8).u64(9).raw("12345678"),
        "metadata key k (byte 37): count is 9, expected at most 8 with 8 bytes left; the file is"
            + " damaged or incomplete");
    fails(
        RawGguf.header(0, 1).string("k").u32(10).u32(0),
        "metadata key k (byte 37): file ends at byte 41, expected 4 bytes more; the download may be"
            + " incomplete");
    fails(
        RawGguf.header(0, 1).string("k").u32(9).u32(9).u64(0),
        "metadata key k (byte 37): value is an array of arrays, expected numbers or strings");
    fails(
        RawGguf.header(0, 1).string("k").u32(9).u32(4).u64(3).u64(0),
        "metadata key k (byte 41): count is 3, expected at most 2 with 8 bytes left; the file is"
            + " damaged or incomplete");
    fails(
        RawGguf.header(0, 1).string("k").u32(9).u32(7).u64(3).u8(1).u8(0).u8(9),
        "metadata key k (byte 51): truth value is 9, expected 0 or 1");
    fails(
        RawGguf.header(0, 1).string("k").u32(9).u32(8).u64(HUGE).u64(0),
        "metadata key k (byte 41): count is 1152921504606846976, expected at most 1 with 8 bytes"
            + " left; the file is damaged or incomplete");
    fails(
        RawGguf.header(0, 1).string("k").u32(9).u32(8).u64(2).u64(0).u64(HUGE),
        "metadata key k (byte 57): count is 1152921504606846976, expected at most 0 with 0 bytes"
            + " left; the file is damaged or incomplete");
  }

  @Test
  void alignment() {
    RawGguf three = RawGguf.header(0, 1).string("general.alignment").u32(4).u32(3);
    fails(
        three,
        "metadata key general.alignment (byte 49): value is 3, expected a u32 that is a power of"
            + " two");
    RawGguf text = RawGguf.header(0, 1).string("general.alignment").u32(8).string("32");
    fails(
        text,
        "metadata key general.alignment (byte 49): value is string, expected a u32 that is a power"
            + " of two");
  }

  @Test
  void tensorShapes() {
    fails(
        RawGguf.header(1, 0).tensor("w", 0, 0, 1, 1, 1, 1, 1).data(64),
        "tensor w (byte 33): number of axes is 5, expected 0 to 4");
    fails(
        RawGguf.header(1, 0).tensor("w", 0, 0, 4, 0).data(64),
        "tensor w (byte 45): extent is 0, expected 1 to 9223372036854775807");
    fails(
        RawGguf.header(1, 0).tensor("w", 0, 0, -1).data(64),
        "tensor w (byte 37): extent is 18446744073709551615, expected 1 to 9223372036854775807");
    fails(
        RawGguf.header(1, 0).tensor("w", 0, 0, HUGE, 8).data(64),
        "tensor w (byte 33): number of elements overflows, expected less than 2^63");
    fails(
        RawGguf.header(1, 0).tensor("w", 0, 0, 1L << 61, 2).data(64),
        "tensor w (byte 53): number of bytes overflows, expected less than 2^63");
    fails(
        RawGguf.header(1, 0).tensor("w", 12, 0, 255).data(64),
        "tensor w (byte 45): row has 255 elements, expected a multiple of 256 for Q4_K");
  }

  @Test
  void tensorTypes() {
    String known = "expected one of F32 F16 Q4_0 ";
    String message = fails(RawGguf.header(1, 0).tensor("blk.0.up", 16, 0, 256).data(66));
    assertTrue(
        message.startsWith("t.gguf: tensor blk.0.up (byte 52): type is 16 (IQ2_XXS), " + known),
        message);
    assertTrue(message.endsWith("; get the model in another quantization"), message);
    assertTrue(fails(RawGguf.header(1, 0).tensor("w", 5, 0, 32)).contains("type is 5 (unknown)"));
    assertTrue(
        fails(RawGguf.header(1, 0).tensor("w", -1, 0, 32))
            .contains("type is 4294967295 (unknown)"));
    assertTrue(
        fails(RawGguf.header(1, 0).tensor("w", 31, 0, 32)).contains("removed from the format"));
  }

  @Test
  void tensorNamesAndPlaces() {
    fails(
        RawGguf.header(2, 0).tensor("w", 0, 0, 1).tensor("w", 0, 32, 1).data(64),
        "tensor w (byte 57): name was found at byte 24, expected it once");
    fails(
        RawGguf.header(1, 0).tensor("w", 0, 8, 1).data(64),
        "tensor w (byte 24): offset is 8, expected a multiple of the alignment 32");
    String after =
        "on, expected it to end by byte 68, the end of the file; the download may be incomplete";
    fails(
        RawGguf.header(1, 0).tensor("w", 0, 0, 2).data(4),
        "tensor w (byte 24): data is 8 bytes from byte 64 + 0 " + after);
    fails(
        RawGguf.header(1, 0).tensor("w", 0, 32, 1).data(4),
        "tensor w (byte 24): data is 4 bytes from byte 64 + 32 " + after);
    fails(
        RawGguf.header(1, 0).tensor("w", 0, Long.MAX_VALUE - 31, 1).data(4),
        "tensor w (byte 24): data is 4 bytes from byte 64 + 9223372036854775776 " + after);
    fails(
        RawGguf.header(1, 0).tensor("w", 0, -32, 1).data(4),
        "tensor w (byte 24): data is 4 bytes from byte 64 + 18446744073709551584 " + after);
  }

  @Test
  void acceptsAnyOrderOfTensorsAndScalars() throws IOException {
    byte[] bytes = RawGguf.header(2, 0).tensor("a", 0, 32, 1).tensor("b", 0, 0).data(36).bytes();
    try (GgufFile file = SampleModel.open(bytes)) {
      assertEquals(1, file.tensor("b").orElseThrow().rows());
      assertEquals(4, file.tensor("b").orElseThrow().bytes());
    }
  }

  /** A file of unlimited size, as a sparse file may have, zeros after some bytes. */
  private record Endless(byte[] start) implements ByteSource {

    @Override
    public long size() {
      return Long.MAX_VALUE;
    }

    @Override
    public int read(ByteBuffer destination, long position) {
      int count = destination.remaining();
      if (position < start.length) {
        count = Math.min(count, start.length - (int) position);
        destination.put(start, (int) position, count);
      } else {
        destination.put(new byte[count]);
      }
      return count;
    }

    @Override
    public void close() {}
  }

  @Test
  void headerLongerThanTheLimit() {
    fails(
        new Endless(RawGguf.header(0, 1).string("k").u32(9).u32(0).u64(300_000_000).bytes()),
        "metadata key k (byte 41): count is 300000000, expected at most 268435407 with 268435407"
            + " bytes left of the 268435456 a header may have; the file is damaged or incomplete");
  }

  @Test
  void stringsGrowWithWhatIsRead() {
    // A million empty strings, then a key of length 0.
    fails(
        new Endless(RawGguf.header(0, 2).string("k").u32(9).u32(8).u64(1 << 20).bytes()),
        "metadata key 2 of 2 (byte 8388657): name is empty, expected a name");
  }

  private static void fails(ByteSource source, String expected) {
    assertEquals(
        "t.gguf: " + expected,
        assertThrows(FormatException.class, () -> GgufPart.read("t.gguf", source, 0)).getMessage());
  }

  @TempDir Path folder;

  @Test
  void filesThatAreNone() throws IOException {
    Path missing = folder.resolve("missing.gguf");
    assertEquals(
        missing + ": no such file, expected a GGUF file; check the path",
        assertThrows(NoSuchFileException.class, () -> GgufReader.open(missing)).getMessage());
    assertEquals(
        folder + ": is a folder, expected a GGUF file; name the file in it",
        assertThrows(FormatException.class, () -> GgufReader.open(folder)).getMessage());
    Path empty = Files.createFile(folder.resolve("empty.gguf"));
    assertEquals(
        "empty.gguf: magic number (byte 0): file ends at byte 0, expected 4 bytes more; the"
            + " download may be incomplete",
        assertThrows(FormatException.class, () -> GgufReader.open(empty)).getMessage());
  }

  @Test
  void fileCutWhileOpen() throws IOException {
    Path path = folder.resolve("cut.gguf");
    SampleModel.writer().write(path);
    try (GgufFile file = GgufReader.open(path)) {
      try (var channel = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
        channel.truncate(file.tensor("cube").orElseThrow().offset() + 40);
      }
      FormatException thrown =
          assertThrows(
              FormatException.class,
              () -> SampleModel.read(file, file.tensor("cube").orElseThrow()));
      assertTrue(
          thrown
              .getMessage()
              .endsWith("file ended while it was read, expected it to stay as it was"),
          thrown.getMessage());
    }
  }

  @Test
  void keepsTokensThatAreNotUtf8() throws IOException {
    byte[] bytes =
        RawGguf.header(0, 1).string("k").u32(9).u32(8).u64(2).u64(2).u8(0xff).u8(65).u64(0).bytes();
    try (GgufFile file = SampleModel.open(bytes)) {
      StringArray strings = file.metadata().getStringArray("k");
      assertEquals("\ufffdA", strings.get(0));
      assertEquals("\u00ffA", new String(strings.bytes(0), StandardCharsets.ISO_8859_1));
      assertEquals("", strings.get(1));
    }
  }

  private static void fails(RawGguf file, String expected) {
    assertEquals("t.gguf: " + expected, fails(file));
  }

  private static String fails(RawGguf file) {
    return assertThrows(FormatException.class, () -> SampleModel.open(file.bytes())).getMessage();
  }
}
