package io.millrace.format;

import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A small file with every metadata type and a few tensors. */
final class SampleModel {

  private SampleModel() {}

  static GgufWriter writer() {
    return new GgufWriter()
        .put("general.architecture", "llama")
        .put("t.u8", GgufNumber.integer(GgufType.U8, 200))
        .put("t.i8", GgufNumber.integer(GgufType.I8, -100))
        .put("t.u16", GgufNumber.integer(GgufType.U16, 60_000))
        .put("t.i16", GgufNumber.integer(GgufType.I16, -30_000))
        .put("t.u32", GgufNumber.u32(4_000_000_000L))
        .put("t.i32", GgufNumber.integer(GgufType.I32, -2_000_000_000))
        .put("t.f32", GgufNumber.f32(1e-6f))
        .put("t.bool", GgufNumber.TRUE)
        .put("t.u64", GgufNumber.integer(GgufType.U64, -1))
        .put("t.i64", GgufNumber.integer(GgufType.I64, Long.MIN_VALUE))
        .put("t.f64", GgufNumber.f64(Math.PI))
        .put("a.strings", StringArray.of(List.of("<s>", "", "▁the", "日本")))
        .put("a.floats", NumberArray.floats(-1, 0.5f, Float.NEGATIVE_INFINITY))
        .put("a.doubles", NumberArray.doubles(1e300))
        .put("a.bools", NumberArray.integers(GgufType.BOOL, 1, 0, 1))
        .put("a.u8", NumberArray.integers(GgufType.U8, 0, 255))
        .put("a.i16", NumberArray.integers(GgufType.I16, -1, 2))
        .put("a.u32", NumberArray.integers(GgufType.U32, 7, 4_294_967_295L))
        .put("a.i64", NumberArray.integers(GgufType.I64, -5))
        .put("a.empty", NumberArray.integers(GgufType.I32))
        .add("norm.weight", DataType.F32, Shape.of(5), rows(20, 1))
        .add("q4.weight", DataType.Q4_K, Shape.of(3, 512), rows(288, 2))
        .add("cube", DataType.Q8_0, Shape.of(2, 3, 32), rows(34, 3));
  }

  /** Rows of random bytes, the same ones for the same seed. */
  static RowSource rows(int rowBytes, long seed) {
    return (first, count, destination) -> {
      for (int row = first; row < first + count; row++) {
        byte[] bytes = new byte[rowBytes];
        new Random(seed * 1_000_003 + row).nextBytes(bytes);
        destination.put(bytes);
      }
    };
  }

  /** The bytes of the file that a writer writes. */
  static byte[] bytes(GgufWriter writer) throws IOException {
    Path file = Files.createTempFile("sample", ".gguf");
    try {
      writer.write(file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  /** Opens bytes as a file called {@code t.gguf}. */
  static GgufFile open(byte[] bytes) throws IOException {
    return new GgufFile(List.of(GgufPart.read("t.gguf", new MemorySource(bytes), 0)));
  }

  /** All bytes of a tensor. */
  static byte[] read(GgufFile file, GgufTensor tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes());
    file.rows(tensor).read(0, (int) tensor.rows(), bytes);
    return bytes.array();
  }

  /** All bytes a source has. */
  static byte[] read(RowSource rows, int count, int rowBytes) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * rowBytes);
    rows.read(0, count, bytes);
    return bytes.array();
  }
}
