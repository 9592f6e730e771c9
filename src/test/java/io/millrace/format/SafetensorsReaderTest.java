package io.millrace.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read, every check of the reader, and the message it gives. */
class SafetensorsReaderTest {

  private static final String W = RawSafetensors.tensor("w", "F32", "[2,3]", "[0,24]");

  @TempDir private Path folder;

  private static void fails(byte[] file, String message) {
    FormatException thrown = assertThrows(FormatException.class, () -> RawSafetensors.open(file));
    assertEquals("t.safetensors: " + message, thrown.getMessage());
  }

  private static void fails(int data, String header, String message) {
    fails(RawSafetensors.file(header, data), message);
  }

  @Test
  void tensorsInAnyOrder() throws IOException {
    String header =
        RawSafetensors.header(
            RawSafetensors.tensor("late", "BF16", "[3]", "[5,11]"),
            "\"__metadata__\":{\"format\":\"pt\"}",
            RawSafetensors.tensor("empty", "F64", "[0,7]", "[5,5]"),
            RawSafetensors.tensor("early", "U8", "[5]", "[0,5]"),
            RawSafetensors.tensor("scalar", "F16", "[]", "[11,13]"));
    SafetensorsFile file = RawSafetensors.open(RawSafetensors.file(header + "   ", 13));
    assertEquals(
        List.of("early", "empty", "late", "scalar"),
        file.tensors().stream().map(SafetensorsTensor::name).toList());
    SafetensorsTensor late = file.tensor("late").orElseThrow();
    assertEquals(Optional.of(DataType.BF16), late.type().dataType());
    assertEquals(Shape.of(3), late.shape());
    assertArrayEquals(new byte[] {5, 6, 7, 8, 9, 10}, RawSafetensors.read(file, late));
    SafetensorsTensor scalar = file.tensor("scalar").orElseThrow();
    assertArrayEquals(new byte[] {11, 12}, RawSafetensors.read(file, scalar));
    SafetensorsTensor empty = file.tensor("empty").orElseThrow();
    assertEquals(0, RawSafetensors.read(file, empty).length);
    assertEquals(Optional.empty(), file.tensor("early").orElseThrow().type().dataType());
    assertEquals(Optional.empty(), file.tensor("other"));
  }

  @Test
  void length() {
    byte[] text = RawSafetensors.header(W).getBytes(StandardCharsets.UTF_8);
    fails(
        new byte[7],
        "header length (byte 0): file ends at byte 7, expected 1 bytes more; the download may be"
            + " incomplete");
    fails(
        RawSafetensors.file(text.length + 25L, text, 24),
        "header length (byte 0): is 82, expected 2 to 81 in a file of 89 bytes; it is no safetensors"
            + " file or incomplete");
    fails(
        RawSafetensors.file(-1, text, 24),
        "header length (byte 0): is 18446744073709551615, expected 2 to 81 in a file of 89 bytes; it"
            + " is no safetensors file or incomplete");
    fails(
        RawSafetensors.file(1, text, 24),
        "header length (byte 0): is 1, expected 2 to 81 in a file of 89 bytes; it is no safetensors"
            + " file or incomplete");
  }

  /** A file whose header would be in its data: only the length is read. */
  @Test
  void headersBeyondTheLimit() throws IOException {
    long claimed = SafetensorsHeader.LONGEST_HEADER + 1;
    Path path = Files.write(folder.resolve("large.safetensors"), longBytes(claimed));
    try (var channel =
        java.nio.channels.FileChannel.open(path, java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 2 * claimed); // sparse
    }
    FormatException thrown =
        assertThrows(FormatException.class, () -> SafetensorsReader.open(path));
    assertTrue(
        thrown.getMessage().contains("is 33554433, expected 2 to 33554432 in a file of"),
        thrown.getMessage());
  }

  private static byte[] longBytes(long value) {
    return RawSafetensors.file(value, new byte[0], 0);
  }

  @Test
  void json() {
    fails(0, "[]", "header: found an array, expected an object");
    fails(
        24,
        RawSafetensors.header(W, W),
        "header: line 1, column 58: found the key \"w\" again, expected each key once");
    fails(
        RawSafetensors.file(3, new byte[] {'{', (byte) 0xff, '}'}, 0),
        "header: line 1, column 2: found byte 0xFF at offset 1, expected valid UTF-8");
    fails(
        0,
        "{\"__metadata__\":{\"a\":1}}",
        "header: __metadata__.a: found the number 1, expected a string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "F4 | [2,3] | [0,24] | dtype: found the string \"F4\", expected one of [F64, F32, F16, BF16,"
            + " F8_E4M3, F8_E5M2, I64, I32, I16, I8, U64, U32, U16, U8, C64, BOOL]",
        "F32 | [2,-3] | [0,24] | shape[1]: found the number -3, expected an integer from 0 to"
            + " 9223372036854775807",
        "F32 | [2,1.5] | [0,24] | shape[1]: found the number 1.5, expected an integer from 0 to"
            + " 9223372036854775807",
        "F32 | [1,1,1,1,1,1,1,1,6] | [0,24] | shape: found an array, expected at most 8 extents",
        "F32 | [4294967296,4294967296] | [0,24] | size overflows, expected less than 2^63 bytes",
        "F32 | [4611686018427387904] | [0,24] | size overflows, expected less than 2^63 bytes",
        "F32 | [2,3] | [0,25] | data_offsets[1]: found the number 25, expected an integer from 0 to"
            + " 24",
        "F32 | [2,3] | [-1,23] | data_offsets[0]: found the number -1, expected an integer from 0 to"
            + " 24",
        "F32 | [2,3] | [24,0] | data_offsets[1]: found the number 0, expected an integer from 24 to"
            + " 24",
        "F32 | [2,3] | [0,20] | data_offsets: found 20 bytes, expected the 24 of F32 [2, 3]",
        "F32 | [2,3] | [0,24,24] | data_offsets: found an array, expected two numbers, begin and"
            + " end",
        "F32 | 6 | [0,24] | shape: found the number 6, expected an array",
      })
  void records(String type, String shape, String offsets, String message) {
    String header = RawSafetensors.header(RawSafetensors.tensor("w", type, shape, offsets));
    fails(24, header, "tensor w: " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dtype", "shape", "data_offsets"})
  void missingMembers(String member) {
    String header = RawSafetensors.header(W.replace(member, "other"));
    fails(24, header, "tensor w: " + member + ": found nothing, expected a value");
  }

  @Test
  void gapsAndOverlaps() {
    String first = RawSafetensors.tensor("a", "F32", "[3]", "[0,12]");
    fails(
        24,
        RawSafetensors.header(first, RawSafetensors.tensor("b", "F32", "[2]", "[16,24]")),
        "tensor b: data begins at 16, expected 12 where the tensor before it ends");
    fails(
        24,
        RawSafetensors.header(first, RawSafetensors.tensor("b", "F32", "[4]", "[8,24]")),
        "tensor b: data begins at 8, expected 12 where the tensor before it ends");
    fails(
        24,
        RawSafetensors.header(first),
        "header: tensors take 12 bytes, expected the 24 that the file has after the header");
    fails(
        4,
        RawSafetensors.header(RawSafetensors.tensor("a\\u001b", "U8", "[3]", "[1,4]")),
        "tensor a\\u001b: data begins at 1, expected 0 where the tensor before it ends");
  }

  private Path write(String name, String header, int data) throws IOException {
    return Files.write(folder.resolve(name), RawSafetensors.file(header, data));
  }

  private void index(String map) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"), "{\"weight_map\":" + map + "}");
  }

  private void failsFolder(String message) {
    FormatException thrown =
        assertThrows(FormatException.class, () -> SafetensorsReader.openFolder(folder));
    assertEquals(folder.getFileName() + message, thrown.getMessage());
  }

  @Test
  void shards() throws IOException {
    write("m-2.safetensors", RawSafetensors.header(W), 24);
    write("m-1.safetensors", RawSafetensors.header(W.replace("\"w\"", "\"v\"")), 24);
    index("{\"w\":\"m-2.safetensors\",\"v\":\"m-1.safetensors\"}");
    try (SafetensorsFile file = SafetensorsReader.openFolder(folder)) {
      assertEquals(2, file.tensors().size());
      assertEquals(1, file.tensor("w").orElseThrow().part());
      byte[] bytes = RawSafetensors.read(file, file.tensor("w").orElseThrow());
      assertEquals(23, bytes[23]);
      assertEquals(
          List.of("m-1.safetensors", "m-2.safetensors"),
          file.paths().stream().map(path -> path.getFileName().toString()).toList());
    }
  }

  @Test
  void shardsThatDiffer() throws IOException {
    failsFolder(
        "/model.safetensors: no such file and no model.safetensors.index.json beside it, expected one"
            + " of them; get the model in this form");
    write("m-1.safetensors", RawSafetensors.header(W), 24);
    index("{\"w\":\"m-1.safetensors\",\"v\":\"m-2.safetensors\"}");
    failsFolder(
        "/m-2.safetensors: no such file, expected all 2 files that model.safetensors.index.json"
            + " names; download the missing one");
    write("m-2.safetensors", RawSafetensors.header(W), 24);
    failsFolder(
        "/m-2.safetensors: tensor w: name was found in "
            + folder.getFileName()
            + "/m-1.safetensors, expected it once");
    write("m-2.safetensors", RawSafetensors.header(W.replace("\"w\"", "\"u\"")), 24);
    failsFolder(
        "/model.safetensors.index.json: tensor v is in no file, expected it in m-2.safetensors; a"
            + " file was replaced or mixed up");
    index("{\"w\":\"m-2.safetensors\",\"u\":\"m-1.safetensors\"}");
    failsFolder(
        "/model.safetensors.index.json: tensor w is in m-1.safetensors, expected it in"
            + " m-2.safetensors; a file was replaced or mixed up");
    index("{}");
    failsFolder(
        "/model.safetensors.index.json: weight_map is empty, expected the file of each tensor");
    Files.writeString(folder.resolve("model.safetensors.index.json"), "{}");
    failsFolder("/model.safetensors.index.json: weight_map: found nothing, expected a value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x.safetensors",
        "/etc/x.safetensors",
        "a/x.safetensors",
        "..\\\\x.safetensors",
        "..safetensors",
        "x.bin",
        "x\\u0000.safetensors",
        ""
      })
  void indexesThatLeaveTheFolder(String name) throws IOException {
    index("{\"w\":\"" + name + "\"}");
    FormatException thrown =
        assertThrows(FormatException.class, () -> SafetensorsReader.openFolder(folder));
    assertTrue(
        thrown
            .getMessage()
            .endsWith("\", expected the name of a .safetensors file in the same folder"),
        thrown.getMessage());
  }

  @Test
  void rowsAreChecked() throws IOException {
    Path path = write("model.safetensors", RawSafetensors.header(W), 24);
    try (SafetensorsFile file = SafetensorsReader.open(path)) {
      SafetensorsTensor w = file.tensor("w").orElseThrow();
      java.nio.ByteBuffer row = java.nio.ByteBuffer.allocate(12);
      file.rows(w).read(1, 1, row);
      assertEquals(12, row.get(0));
      assertThrows(IllegalArgumentException.class, () -> file.rows(w).read(2, 1, row.clear()));
      assertThrows(IllegalArgumentException.class, () -> file.rows(w).read(0, 2, row.clear()));
      SafetensorsTensor other =
          new SafetensorsTensor("w", w.type(), w.shape(), 0, w.offset() + 1, w.bytes());
      assertThrows(IllegalArgumentException.class, () -> file.rows(other));
    }
  }
}
