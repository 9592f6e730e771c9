package io.millrace.load;

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
 * The tensors of a model, checked against what a network expects of them.
 *
 * @param tensors where they lie
 */
record WeightFile(StoredTensors tensors) {

  /** The types that products can be computed with. */
  static List<DataType> supportedTypes() {
    return BlockCodecs.types().stream().filter(WeightFile::isSupported).toList();
  }

  static boolean isSupported(DataType type) {
    return isPlain(type)
        || BlockCodecs.find(type).map(codec -> codec.form() != BlockForm.FLOATS).orElse(false);
  }

  /** Whether elements are floats of their own. */
  static boolean isPlain(DataType type) {
    return type == DataType.F32 || type == DataType.F16 || type == DataType.BF16;
  }

  Optional<Shape> shape(String name) {
    return tensors.tensor(name).map(StoredTensor::shape);
  }

  /** Checks that a matrix is there, and of the right shape and a type that can be computed with. */
  StoredTensor matrix(WeightRequest request) {
    StoredTensor tensor = find(request.name(), Shape.of(request.rows().total(), request.k()));
    if (!isSupported(tensor.type())) {
      throw new IllegalArgumentException(
          "tensor %s is %s, expected one of %s"
              .formatted(tensors.label(request.name()), tensor.type(), supportedTypes()));
    }
    return tensor;
  }

  /** The rows of a matrix, to be packed. */
  WeightSource source(WeightRequest request) {
    StoredTensor tensor = matrix(request);
    Rows rows = tensors.order(request.rows());
    return new WeightSource(
        tensors.label(request.name()),
        tensor.type(),
        rows.count(),
        request.k(),
        new SelectedRows(tensor.rows(), rows, tensor.rowBytes()));
  }

  /** Reads and decodes rows of a vector. */
  Tensor vector(String name, Rows rows) throws IOException {
    StoredTensor tensor = find(name, Shape.of(rows.total()));
    float[] all = decode(tensor, 1);
    Rows order = tensors.order(rows);
    float[] values = new float[order.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = all[order.stored(i)];
    }
    return Tensor.of(Allocator.direct(), values);
  }

  /** Reads and decodes a small matrix, its rows in the file's order. */
  Tensor table(String name, Shape shape) throws IOException {
    float[] values = decode(find(name, shape), Math.toIntExact(shape.extent(0)));
    return Tensor.of(Allocator.direct(), values).reshape(shape.extent(0), shape.extent(1));
  }

  private static float[] decode(StoredTensor tensor, int rows) throws IOException {
    DataType type = tensor.type();
    BlockCodec codec = BlockCodecs.of(type);
    byte[] bytes = new byte[Math.multiplyExact(rows, tensor.rowBytes())];
    tensor.rows().read(0, rows, ByteBuffer.wrap(bytes));
    float[] values = new float[Math.toIntExact(rows * tensor.rowLength())];
    for (int block = 0; block < values.length / type.blockSize(); block++) {
      codec.decode(bytes, block * type.blockBytes(), values, block * type.blockSize());
    }
    return values;
  }

  private StoredTensor find(String name, Shape shape) {
    StoredTensor tensor =
        tensors
            .tensor(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor %s is missing, expected %s".formatted(tensors.label(name), shape)));
    if (!tensor.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "tensor %s is %s %s, expected %s as the metadata says"
              .formatted(tensors.label(name), tensor.type(), tensor.shape(), shape));
    }
    return tensor;
  }
}
