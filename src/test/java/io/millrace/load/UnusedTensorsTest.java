package io.millrace.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors that no network asks for, such as the position ids of old BERT files, harm nothing. */
class UnusedTensorsTest {

  private static final Path ENCODERS = Path.of("src/test/resources/io/millrace/golden/encoders");
  private static final int POSITIONS = 4 * Long.BYTES;

  @TempDir private Path folder;

  /** The weights with four numbers of 64 bits behind all others. */
  private static byte[] withPositions(byte[] weights) {
    ByteBuffer in = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) in.getLong();
    int data = weights.length - Long.BYTES - length;
    String header = new String(weights, Long.BYTES, length, UTF_8).strip();
    String positions =
        ",\"embeddings.position_ids\":{\"dtype\":\"I64\",\"shape\":[1,4],\"data_offsets\":[%d,%d]}}"
            .formatted(data, data + POSITIONS);
    byte[] longer = (header.substring(0, header.length() - 1) + positions).getBytes(UTF_8);
    return ByteBuffer.allocate(Long.BYTES + longer.length + data + POSITIONS)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(longer.length)
        .put(longer)
        .put(weights, Long.BYTES + length, data)
        .array();
  }

  @Test
  void integersThatAreNotUsedAreNoObstacle() throws IOException {
    Path model = ENCODERS.resolve("bert-labels");
    try (var files = Files.list(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path weights = folder.resolve("model.safetensors");
    Files.write(weights, withPositions(Files.readAllBytes(weights)));
    ModelFacts facts = ModelLoader.inspect(folder);
    assertEquals(List.of(), facts.obstacles());
    assertTrue(
        facts.types().keySet().stream().anyMatch(type -> type.name().equals("I64")),
        facts.types().toString());
  }
}
