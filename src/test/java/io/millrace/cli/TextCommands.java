package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the commands that read texts. */
class TextCommands {

  private static final Path MODELS = Path.of("src/test/resources/io/millrace/golden/encoders");
  static final Path ENCODER = MODELS.resolve("bert-mean");
  static final Path CLASSIFIER = MODELS.resolve("bert-labels");
  static final Path TAGGER = MODELS.resolve("bert-tokens");
  static final Path RERANKER = MODELS.resolve("bert-pairs");
  private static final int HEADER = 128;

  @TempDir Path folder;

  Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** The rows of a NumPy file of F32. */
  static List<float[]> rows(Path file, int columns) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    String header = new String(bytes.array(), 0, HEADER, UTF_8);
    bytes.position(HEADER);
    List<float[]> rows = new ArrayList<>();
    while (bytes.hasRemaining()) {
      float[] row = new float[columns];
      for (int i = 0; i < columns; i++) {
        row[i] = bytes.getFloat();
      }
      rows.add(row);
    }
    assertTrue(header.contains("(" + rows.size() + ", " + columns + ")"), header);
    return rows;
  }

  static Object[] with(Object[] start, Object... more) {
    List<Object> all = new ArrayList<>(List.of(start));
    all.addAll(List.of(more));
    return all.toArray();
  }
}
