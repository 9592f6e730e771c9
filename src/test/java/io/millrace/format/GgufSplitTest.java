package io.millrace.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufSplitTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void opensAllPartsGivenAnyOfThem(int given) throws IOException {
    writeModel();
    try (GgufFile file = GgufReader.open(part(given))) {
      assertEquals(3, file.parts());
      assertEquals("m-00001-of-00003.gguf", file.name());
      assertEquals("llama", file.metadata().getString("general.architecture"));
      assertEquals(
          List.of("w0", "w1", "w2"), file.tensors().stream().map(GgufTensor::name).toList());
      for (int i = 0; i < 3; i++) {
        GgufTensor tensor = file.tensor("w" + i).orElseThrow();
        assertEquals(i, tensor.part());
        assertArrayEquals(
            SampleModel.read(SampleModel.rows(16, i), 2, 16), SampleModel.read(file, tensor));
      }
      long sizes = 0;
      for (int number = 1; number <= 3; number++) {
        sizes += Files.size(part(number));
      }
      assertEquals(sizes, file.bytes());
    }
  }

  @Test
  void missingPart() throws IOException {
    writeModel();
    Files.delete(part(2));
    fails(
        part(2)
            + ": no such file, expected all 3 parts of m-00001-of-00003.gguf in one folder;"
            + " download the missing part");
  }

  @Test
  void partsMixedUp() throws IOException {
    writeModel();
    Files.delete(part(2));
    Files.copy(part(3), part(2));
    fails(
        "m-00002-of-00003.gguf: metadata key split.no: value is 2, expected 1; the file was renamed"
            + " or mixed up");
  }

  @Test
  void partOfAnotherSplit() throws IOException {
    writeModel();
    shard(1, 4, "w1").write(part(2));
    fails(
        "m-00002-of-00003.gguf: metadata key split.count: value is 4, expected 3; a split model's"
            + " files must keep their names, NAME-00001-of-00004.gguf");
  }

  @Test
  void partThatIsNone() throws IOException {
    writeModel();
    new GgufWriter().put("general.architecture", "llama").write(part(3));
    fails(
        "m-00003-of-00003.gguf: metadata key split.count: value is missing, expected 3; a split"
            + " model's files must keep their names, NAME-00001-of-00003.gguf");
  }

  @Test
  void tensorInTwoParts() throws IOException {
    writeModel();
    shard(1, 3, "w0").write(part(2));
    String message = assertThrows(FormatException.class, () -> open(1)).getMessage();
    assertEquals(
        "m-00002-of-00003.gguf: tensor w0 (byte N): name was found in m-00001-of-00003.gguf,"
            + " expected it once",
        message.replaceAll("byte \\d+", "byte N"));
  }

  @Test
  void wrongNumberOfTensors() throws IOException {
    writeModel();
    shard(0, 3, "w0")
        .put("split.tensors.count", GgufNumber.integer(GgufType.I32, 7))
        .write(part(1));
    fails(
        "m-00001-of-00003.gguf: metadata key split.tensors.count: value is 7, expected 3, the"
            + " tensors found; a part was replaced");
  }

  @Test
  void renamedPart() throws IOException {
    writeModel();
    Path renamed = Files.move(part(1), folder.resolve("model.gguf"));
    String message =
        assertThrows(FormatException.class, () -> GgufReader.open(renamed)).getMessage();
    assertEquals(
        "model.gguf: metadata key split.count: value is 3, expected 1; a split model's files must"
            + " keep their names, NAME-00001-of-00003.gguf",
        message);
  }

  @Test
  void oneOfOneNeedsNoKeys() throws IOException {
    Path path = folder.resolve("m-00001-of-00001.gguf");
    SampleModel.writer().write(path);
    try (GgufFile file = GgufReader.open(path)) {
      assertEquals(1, file.parts());
    }
  }

  @Test
  void numberBeyondTheCountIsAnOrdinaryName() throws IOException {
    Path path = folder.resolve("m-00002-of-00001.gguf");
    SampleModel.writer().write(path);
    try (GgufFile file = GgufReader.open(path)) {
      assertEquals(3, file.tensors().size());
    }
  }

  private void writeModel() throws IOException {
    shard(0, 3, "w0")
        .put("general.architecture", "llama")
        .put("split.tensors.count", GgufNumber.integer(GgufType.I32, 3))
        .write(part(1));
    shard(1, 3, "w1").write(part(2));
    shard(2, 3, "w2").write(part(3));
  }

  private static GgufWriter shard(int index, int count, String tensor) {
    return new GgufWriter()
        .put("split.no", GgufNumber.integer(GgufType.U16, index))
        .put("split.count", GgufNumber.integer(GgufType.U16, count))
        .add(tensor, DataType.F32, Shape.of(2, 4), SampleModel.rows(16, index));
  }

  private Path part(int number) {
    return folder.resolve("m-%05d-of-00003.gguf".formatted(number));
  }

  private GgufFile open(int number) throws IOException {
    return GgufReader.open(part(number));
  }

  private void fails(String expected) {
    assertEquals(expected, assertThrows(FormatException.class, () -> open(1)).getMessage());
  }
}
