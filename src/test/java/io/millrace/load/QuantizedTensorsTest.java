package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.format.GgufFile;
import io.millrace.format.GgufReader;
import io.millrace.format.GgufTensor;
import io.millrace.format.GgufWriter;
import io.millrace.quant.Quantizer;
import io.millrace.quant.Quantizers;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights quantized while they are read, against files that hold them so. */
class QuantizedTensorsTest {

  private static final Path PLAIN = Golden.FOLDER.resolve("phi3.gguf");

  @TempDir private Path temporary;

  /** The rows of a matrix of width 32, each one block. */
  private static byte[] coded(GgufFile file, GgufTensor tensor, Quantizer quantizer)
      throws IOException {
    ByteBuffer plain = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    file.rows(tensor).read(0, (int) tensor.rows(), plain);
    float[] values = new float[plain.flip().remaining() / Float.BYTES];
    plain.asFloatBuffer().get(values);
    byte[] blocks = new byte[values.length / 32 * quantizer.type().blockBytes()];
    for (int block = 0; block < values.length / 32; block++) {
      quantizer.encode(values, 32 * block, blocks, block * quantizer.type().blockBytes());
    }
    return blocks;
  }

  /** The model with all matrices whose rows are whole blocks in another type. */
  private Path written(DataType type) throws IOException {
    Path path = temporary.resolve(type + ".gguf");
    GgufWriter writer = new GgufWriter();
    try (GgufFile file = GgufReader.open(PLAIN)) {
      file.metadata().entries().forEach(entry -> writer.put(entry.key(), entry.value()));
      for (GgufTensor tensor : file.tensors()) {
        boolean whole = tensor.shape().rank() == 2 && tensor.rowLength() == 32;
        if (whole) {
          byte[] blocks = coded(file, tensor, Quantizers.of(type));
          int rowBytes = type.blockBytes();
          writer.add(
              tensor.name(),
              type,
              tensor.shape(),
              (first, count, into) -> into.put(blocks, first * rowBytes, count * rowBytes));
        } else {
          writer.add(tensor.name(), tensor.type(), tensor.shape(), file.rows(tensor));
        }
      }
      writer.write(path);
    }
    return path;
  }

  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"})
  void sameBitsAsAFileOfThatType(DataType type) throws IOException {
    float[][] expected = ModelRun.logits(written(type));
    LoadOptions options = LoadOptions.defaults().withWeights(type);
    assertArrayEquals(expected, ModelRun.logits(PLAIN, options));
    assertArrayEquals(expected, ModelRun.logits(FolderFiles.GOLDEN.resolve("phi3"), options));
  }

  @Test
  void aFileOfThatTypeStaysAsItIs() throws IOException {
    Path path = written(DataType.Q8_0);
    LoadOptions options = LoadOptions.defaults().withWeights(DataType.Q4_0);
    assertArrayEquals(ModelRun.logits(path), ModelRun.logits(path, options));
  }

  @Test
  void refusesTypesThatCannotBeWritten() {
    LoadOptions options = LoadOptions.defaults().withWeights(DataType.Q6_K);
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> ModelRun.logits(PLAIN, options));
    assertTrue(thrown.getMessage().startsWith("quantizer: no encoder for Q6_K"));
  }

  @Test
  void saysWhatCannotBeQuantized() throws IOException {
    QuantizationError error = new QuantizationError();
    StoredTensor nan =
        new StoredTensor(
            DataType.F32,
            Shape.of(1, 32),
            (first, count, into) -> into.put(new byte[124]).put(new byte[] {0, 0, -64, 127}));
    QuantizingRows rows = new QuantizingRows("w", new PlainRows(nan, 0f), DataType.Q8_0, error);
    FormatException thrown =
        assertThrows(FormatException.class, () -> rows.read(0, 1, ByteBuffer.allocate(34)));
    assertTrue(thrown.getMessage().startsWith("tensor w cannot be Q8_0: "), thrown.getMessage());
  }

  @Test
  void measuresWhatIsLost() {
    QuantizationError error = new QuantizationError();
    assertEquals(0, error.relative());
    error.add(new float[] {3, 4}, new float[] {3, 3});
    assertEquals(0.2, error.relative(), 1e-12);
    error.add(new float[] {0, 10}, new float[] {0, 10});
    assertEquals(Math.sqrt(1 / 125.0), error.relative(), 1e-12);
    assertEquals("0.0894", error.toString());
  }
}
