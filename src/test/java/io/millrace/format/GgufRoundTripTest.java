package io.millrace.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufRoundTripTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void readsWhatItWrote(int version) throws IOException {
    Path path = folder.resolve("sample.gguf");
    SampleModel.writer().version(version).write(path);
    try (GgufFile file = GgufReader.open(path)) {
      assertEquals("sample.gguf", file.name());
      assertEquals(version, file.version());
      assertEquals(1, file.parts());
      assertEquals(Files.size(path), file.bytes());
      assertMetadata(file.metadata());
      assertTensors(file);
    }
    try (var files = Files.list(folder)) {
      assertEquals(List.of(path), files.toList(), "nothing unfinished is left");
    }
  }

  private static void assertMetadata(GgufMetadata metadata) throws IOException {
    List<String> keys = metadata.entries().stream().map(GgufEntry::key).toList();
    assertEquals("general.architecture", keys.get(0));
    assertEquals("a.empty", keys.get(keys.size() - 1));
    assertEquals(21, keys.size());
    assertEquals("llama", metadata.getString("general.architecture"));
    assertEquals(200, metadata.getInt("t.u8"));
    assertEquals(-100, metadata.getInt("t.i8"));
    assertEquals(60_000, metadata.getInt("t.u16"));
    assertEquals(-30_000, metadata.getInt("t.i16"));
    assertEquals("4000000000", text(metadata, "t.u32"));
    assertEquals(-2_000_000_000, metadata.getInt("t.i32"));
    assertEquals(1e-6f, metadata.getFloat("t.f32"));
    assertTrue(metadata.findBoolean("t.bool").orElseThrow());
    assertEquals("18446744073709551615", text(metadata, "t.u64"));
    assertEquals("-9223372036854775808", text(metadata, "t.i64"));
    assertEquals(String.valueOf(Math.PI), text(metadata, "t.f64"));
    assertEquals(List.of("<s>", "", "▁the", "日本"), metadata.getStringArray("a.strings"));
    assertArrayEquals(
        new float[] {-1, 0.5f, Float.NEGATIVE_INFINITY}, metadata.getFloatArray("a.floats"));
    assertEquals("[1.0E300]", text(metadata, "a.doubles"));
    assertArrayEquals(new int[] {1, 0, 1}, metadata.getIntArray("a.bools"));
    assertArrayEquals(new byte[] {0, -1}, metadata.getByteArray("a.u8"));
    assertArrayEquals(new int[] {-1, 2}, metadata.getIntArray("a.i16"));
    assertEquals("[7, 4294967295]", text(metadata, "a.u32"));
    assertArrayEquals(new int[] {-5}, metadata.getIntArray("a.i64"));
    assertArrayEquals(new int[0], metadata.getIntArray("a.empty"));
  }

  private static String text(GgufMetadata metadata, String key) {
    return metadata.entry(key).orElseThrow().value().toString();
  }

  private static void assertTensors(GgufFile file) throws IOException {
    assertEquals(
        List.of("norm.weight", "q4.weight", "cube"),
        file.tensors().stream().map(GgufTensor::name).toList());
    assertEquals(
        Map.of(DataType.F32, 20L, DataType.Q4_K, 864L, DataType.Q8_0, 204L), file.bytesByType());
    GgufTensor cube = file.tensor("cube").orElseThrow();
    assertEquals(Shape.of(2, 3, 32), cube.shape());
    assertEquals(DataType.Q8_0, cube.type());
    assertEquals(32, cube.rowLength());
    assertEquals(34, cube.rowBytes());
    assertEquals(6, cube.rows());
    assertEquals(0, cube.offset() % 32);
    assertArrayEquals(
        SampleModel.read(SampleModel.rows(34, 3), 6, 34), SampleModel.read(file, cube));
    GgufTensor norm = file.tensor("norm.weight").orElseThrow();
    assertArrayEquals(
        SampleModel.read(SampleModel.rows(20, 1), 1, 20), SampleModel.read(file, norm));
    assertTrue(file.tensor("missing").isEmpty());
  }

  @Test
  void readsAnyRowsIntoHeapAndDirectBuffers() throws IOException {
    byte[] bytes = SampleModel.bytes(SampleModel.writer());
    try (GgufFile file = SampleModel.open(bytes)) {
      GgufTensor tensor = file.tensor("q4.weight").orElseThrow();
      byte[] all = SampleModel.read(file, tensor);
      for (ByteBuffer buffer : List.of(ByteBuffer.allocate(600), ByteBuffer.allocateDirect(600))) {
        buffer.position(7).limit(590);
        file.rows(tensor).read(1, 2, buffer);
        assertEquals(7 + 576, buffer.position());
        assertEquals(590, buffer.limit());
        byte[] read = new byte[576];
        buffer.get(7, read);
        assertArrayEquals(Arrays.copyOfRange(all, 288, 864), read);
      }
    }
  }

  @Test
  void refusesRowsOutsideTheTensorAndBuffersTooSmall() throws IOException {
    try (GgufFile file = SampleModel.open(SampleModel.bytes(SampleModel.writer()))) {
      RowSource rows = file.rows(file.tensor("q4.weight").orElseThrow());
      ByteBuffer buffer = ByteBuffer.allocate(864);
      assertThrows(IllegalArgumentException.class, () -> rows.read(2, 2, buffer));
      assertThrows(IllegalArgumentException.class, () -> rows.read(-1, 1, buffer));
      assertThrows(IllegalArgumentException.class, () -> rows.read(0, -1, buffer));
      assertThrows(IllegalArgumentException.class, () -> rows.read(0, 3, ByteBuffer.allocate(863)));
      GgufTensor stranger = new GgufTensor("cube", DataType.F32, Shape.of(1), 0, 0, 4);
      assertThrows(IllegalArgumentException.class, () -> file.rows(stranger));
    }
  }

  @Test
  void threadsReadAtOnce() throws Exception {
    Path path = folder.resolve("wide.gguf");
    int rowBytes = 4096;
    int count = 3000;
    RowSource source = SampleModel.rows(rowBytes, 9);
    new GgufWriter().add("w", DataType.F32, Shape.of(count, 1024), source).write(path);
    byte[] expected = SampleModel.read(source, count, rowBytes);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (GgufFile file = GgufReader.open(path)) {
      RowSource rows = file.rows(file.tensor("w").orElseThrow());
      List<Callable<Void>> slices =
          IntStream.range(0, 30)
              .<Callable<Void>>mapToObj(
                  slice ->
                      () -> {
                        ByteBuffer part = ByteBuffer.allocate(100 * rowBytes);
                        rows.read(100 * slice, 100, part);
                        int from = 100 * slice * rowBytes;
                        assertArrayEquals(
                            Arrays.copyOfRange(expected, from, from + part.capacity()),
                            part.array());
                        return null;
                      })
              .toList();
      for (Future<Void> done : threads.invokeAll(slices)) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void alignsAsTheKeySays() throws IOException {
    byte[] bytes = SampleModel.bytes(SampleModel.writer().alignment(4096));
    try (GgufFile file = SampleModel.open(bytes)) {
      assertEquals(4096, file.metadata().getInt("general.alignment"));
      file.tensors().forEach(tensor -> assertEquals(0, tensor.offset() % 4096));
      assertTensors(file);
    }
  }

  @Test
  void readsAVocabularyWithoutTensorsOrPadding() throws IOException {
    byte[] bytes = SampleModel.bytes(new GgufWriter().put("k", "v"));
    int header = 24 + 8 + 1 + 4 + 8 + 1;
    assertEquals(64, bytes.length);
    try (GgufFile file = SampleModel.open(Arrays.copyOf(bytes, header))) {
      assertEquals("v", file.metadata().getString("k"));
      assertTrue(file.tensors().isEmpty());
      assertTrue(file.bytesByType().isEmpty());
    }
  }

  @Test
  void lastTensorNeedsNoPadding() throws IOException {
    byte[] bytes = SampleModel.bytes(SampleModel.writer());
    try (GgufFile padded = SampleModel.open(bytes)) {
      GgufTensor last = padded.tensor("cube").orElseThrow();
      int end = (int) (last.offset() + last.bytes());
      assertTrue(end < bytes.length);
      try (GgufFile file = SampleModel.open(Arrays.copyOf(bytes, end))) {
        assertTensors(file);
      }
      FormatException cut =
          assertThrows(
              FormatException.class, () -> SampleModel.open(Arrays.copyOf(bytes, end - 1)));
      assertTrue(cut.getMessage().startsWith("t.gguf: tensor cube (byte "), cut.getMessage());
      assertTrue(cut.getMessage().endsWith("the download may be incomplete"), cut.getMessage());
    }
  }

  @Test
  void failedWriteLeavesTheOldFile() throws IOException {
    Path path = folder.resolve("kept.gguf");
    Files.writeString(path, "old");
    GgufWriter shortSource =
        new GgufWriter()
            .add("w", DataType.F32, Shape.of(2, 4), (first, count, to) -> to.put(new byte[5]));
    IOException thrown = assertThrows(IOException.class, () -> shortSource.write(path));
    assertEquals("write: source gave 5 bytes for rows 0 + 2, expected 32", thrown.getMessage());
    assertEquals("old", Files.readString(path));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void writerRefusesWhatAFileCannotHold() {
    GgufWriter writer = new GgufWriter().put("k", "v");
    RowSource none = SampleModel.rows(4, 0);
    writer.add("w", DataType.F32, Shape.of(1), none);
    refuses(() -> writer.put("k", "w"));
    refuses(() -> writer.put("", "w"));
    refuses(() -> writer.add("w", DataType.F32, Shape.of(1), none));
    refuses(() -> writer.add("x".repeat(64), DataType.F32, Shape.of(1), none));
    refuses(() -> writer.add("y", DataType.Q4_0, Shape.of(2, 33), none));
    refuses(() -> writer.add("y", DataType.F32, Shape.of(1, 0), none));
    refuses(() -> writer.add("y", DataType.F32, Shape.of(1, 1, 1, 1, 1), none));
    refuses(() -> writer.add("y", DataType.F32, Shape.of(), none));
    refuses(() -> writer.add("y", DataType.F32, Shape.of(1L << 29), none));
    refuses(() -> writer.version(1));
    refuses(() -> writer.alignment(24));
    refuses(() -> writer.put("general.alignment", "32"));
  }

  private static void refuses(Runnable call) {
    assertThrows(IllegalArgumentException.class, call::run);
  }
}
