package io.millrace.load;

import io.millrace.format.GgufFile;
import io.millrace.format.GgufTensor;
import io.millrace.kernel.WeightSource;
import io.millrace.model.Rows;
import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.quant.BlockForm;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The tensors of a file, checked against what a network expects of them.
 *
 * @param file where they lie
 */
record WeightFile(GgufFile file) {

  /** The types that products can be computed with. */
  static List<DataType> supportedTypes() {
    return BlockCodecs.types().stream().filter(WeightFile::isSupported).toList();
  }

  static boolean isSupported(DataType type) {
    boolean plain = type == DataType.F32 || type == DataType.F16 || type == DataType.BF16;
    return plain
        || BlockCodecs.find(type).map(codec -> codec.form() != BlockForm.FLOATS).orElse(false);
  }

  Optional<Shape> shape(String name) {
    return file.tensor(name).map(GgufTensor::shape);
  }

  /** Checks that a matrix is there, and of the right shape and a type that can be computed with. */
  GgufTensor matrix(WeightRequest request) {
    GgufTensor tensor = find(request.name(), Shape.of(request.rows().total(), request.k()));
    if (!isSupported(tensor.type())) {
      throw new IllegalArgumentException(
          "tensor %s is %s, expected one of %s"
              .formatted(request.name(), tensor.type(), supportedTypes()));
    }
    return tensor;
  }

  /** The rows of a matrix, to be packed. */
  WeightSource source(WeightRequest request) {
    GgufTensor tensor = matrix(request);
    Rows rows = request.rows();
    int rowBytes = Math.toIntExact(tensor.rowBytes());
    return new WeightSource(
        request.name(),
        tensor.type(),
        rows.count(),
        request.k(),
        new SelectedRows(file.rows(tensor), rows, rowBytes));
  }

  /** Reads and decodes rows of a vector. */
  Tensor vector(String name, Rows rows) throws IOException {
    GgufTensor tensor = find(name, Shape.of(rows.total()));
    float[] all = decode(tensor);
    float[] values = new float[rows.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = all[rows.stored(i)];
    }
    return Tensor.of(Allocator.direct(), values);
  }

  private float[] decode(GgufTensor tensor) throws IOException {
    DataType type = tensor.type();
    BlockCodec codec = BlockCodecs.of(type);
    byte[] bytes = new byte[Math.toIntExact(tensor.bytes())];
    file.rows(tensor).read(0, 1, ByteBuffer.wrap(bytes));
    float[] values = new float[Math.toIntExact(tensor.rowLength())];
    for (int block = 0; block < values.length / type.blockSize(); block++) {
      codec.decode(bytes, block * type.blockBytes(), values, block * type.blockSize());
    }
    return values;
  }

  private GgufTensor find(String name, Shape shape) {
    GgufTensor tensor =
        file.tensor(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor %s is missing, expected %s".formatted(name, shape)));
    if (!tensor.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "tensor %s is %s %s, expected %s as the metadata says"
              .formatted(name, tensor.type(), tensor.shape(), shape));
    }
    return tensor;
  }
}
