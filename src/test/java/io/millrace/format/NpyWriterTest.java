package io.millrace.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are those that {@code numpy.save} writes, byte by byte (scripts/golden_npy.py). */
class NpyWriterTest {

  private static final Path GOLDENS = Path.of("src/test/resources/io/millrace/golden/npy");

  @TempDir private Path folder;

  private void expect(String golden, int columns, float[]... rows) throws IOException {
    Path file = folder.resolve(golden);
    try (NpyWriter writer = new NpyWriter(file, columns)) {
      for (float[] row : rows) {
        writer.write(row);
      }
      assertFalse(Files.exists(file), "only a whole file has the name");
      writer.finish();
    }
    assertArrayEquals(
        Files.readAllBytes(GOLDENS.resolve(golden)), Files.readAllBytes(file), golden);
    try (var files = Files.list(folder)) {
      assertEquals(1, files.filter(f -> f.toString().contains(golden)).count());
    }
  }

  @Test
  void theBytesAreThoseOfNumPy() throws IOException {
    float[] missing = new float[4];
    Arrays.fill(missing, Float.NaN);
    expect(
        "rows.npy",
        4,
        new float[] {0, -0.0f, 1, -1.5f},
        new float[] {Float.MIN_VALUE, Float.MAX_VALUE, -0.1f, Float.MIN_NORMAL},
        missing);
    expect("none.npy", 4);
    float[][] column = new float[1000][1];
    for (int i = 0; i < column.length; i++) {
      column[i][0] = i;
    }
    expect("column.npy", 1, column);
  }

  @Test
  void whatDoesNotFitIntoTheBufferIsWrittenToo() throws IOException {
    Path file = folder.resolve("large.npy");
    try (NpyWriter writer = new NpyWriter(file, 100_000)) {
      for (int i = 0; i < 3; i++) {
        float[] row = new float[100_000];
        Arrays.fill(row, i);
        writer.write(row);
      }
      writer.finish();
    }
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(128 + 3 * 400_000, bytes.length);
    assertEquals(0x40, bytes[bytes.length - 1], "2.0f");
  }

  @Test
  void aFileThatIsNotFinishedIsTakenAway() throws IOException {
    Path file = Files.writeString(folder.resolve("old.npy"), "old");
    try (NpyWriter writer = new NpyWriter(file, 2)) {
      writer.write(new float[2]);
      assertThrows(IllegalArgumentException.class, () -> writer.write(new float[3]));
    }
    assertEquals("old", Files.readString(file));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    assertThrows(IllegalArgumentException.class, () -> new NpyWriter(file, 0));
  }
}
