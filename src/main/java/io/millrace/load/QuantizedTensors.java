package io.millrace.load;

import io.millrace.model.Rows;
import io.millrace.quant.Quantizers;
import io.millrace.tensor.DataType;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tensors of a model whose matrices of plain numbers are quantized while they are read.
 *
 * <p>Vectors, learned positions, types of tokens, heads and matrices whose rows are not whole
 * blocks stay as they are.
 *
 * @param stored the tensors as they are
 * @param type of the blocks, one that can be written
 * @param error what quantizing costs, added to while rows are read
 */
record QuantizedTensors(StoredTensors stored, DataType type, QuantizationError error)
    implements StoredTensors {

  private static final Pattern PLAIN =
      Pattern.compile(
          "(.*\\.)?(position_embd|attn_rel_b)\\.weight|token_types\\.weight|(cls|linear|residual)\\..*");

  /**
   * @throws IllegalArgumentException if the type cannot be written
   */
  QuantizedTensors {
    Quantizers.of(type);
  }

  @Override
  public Optional<StoredTensor> tensor(String name) {
    return stored
        .tensor(name)
        .map(tensor -> isQuantized(name, tensor) ? coded(name, tensor) : tensor);
  }

  private boolean isQuantized(String name, StoredTensor tensor) {
    return tensor.shape().rank() == 2
        && WeightFile.isPlain(tensor.type())
        && tensor.rowLength() % type.blockSize() == 0
        && !PLAIN.matcher(name).matches();
  }

  private StoredTensor coded(String name, StoredTensor tensor) {
    QuantizingRows rows = new QuantizingRows(label(name), new PlainRows(tensor, 0f), type, error);
    return new StoredTensor(type, tensor.shape(), rows);
  }

  @Override
  public String label(String name) {
    return stored.label(name);
  }

  @Override
  public Rows order(Rows rows) {
    return stored.order(rows);
  }
}
