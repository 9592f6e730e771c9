package io.millrace.load;

import io.millrace.model.ChannelOrder;
import io.millrace.model.Rows;
import io.millrace.tensor.RowSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tensors of an encoder with the channels of its residual stream in another order. What is computed
 * stays the same but for the order of sums; heads, which read hidden states in the order of the
 * files, keep theirs.
 *
 * @param stored the tensors as they are, of plain numbers
 * @param channels their order
 */
record ReorderedTensors(StoredTensors stored, ChannelOrder channels) implements StoredTensors {

  private static final Pattern ALONG_ROWS =
      Pattern.compile(
          "(token_embd|position_embd|token_types|token_embd_norm|blk\\.\\d+\\.(attn_[qkv]|ffn_(up|gate)))\\.weight"
              + "|token_embd_norm\\.bias|blk\\.\\d+\\.(attn_output|ffn_down)\\.bias"
              + "|blk\\.\\d+\\.(attn|layer)_output_norm\\.(weight|bias)");
  private static final Pattern BY_ROW =
      Pattern.compile("blk\\.\\d+\\.(attn_output|ffn_down)\\.weight");

  @Override
  public Optional<StoredTensor> tensor(String name) {
    return stored.tensor(name).map(tensor -> reordered(name, tensor));
  }

  private StoredTensor reordered(String name, StoredTensor tensor) {
    if (ALONG_ROWS.matcher(name).matches()) {
      return with(tensor, (first, count, into) -> readElements(tensor, first, count, into));
    }
    return BY_ROW.matcher(name).matches()
        ? with(tensor, (first, count, into) -> readRows(tensor, first, count, into))
        : tensor;
  }

  private static StoredTensor with(StoredTensor tensor, RowSource rows) {
    return new StoredTensor(tensor.type(), tensor.shape(), rows);
  }

  private void readElements(StoredTensor tensor, int first, int count, ByteBuffer into)
      throws IOException {
    int rowBytes = tensor.rowBytes();
    int width = tensor.type().blockBytes();
    byte[] rows = new byte[Math.multiplyExact(count, rowBytes)];
    tensor.rows().read(first, count, ByteBuffer.wrap(rows));
    for (int row = 0; row < count; row++) {
      for (int place : channels.places()) {
        into.put(rows, row * rowBytes + place * width, width);
      }
    }
  }

  private void readRows(StoredTensor tensor, int first, int count, ByteBuffer into)
      throws IOException {
    for (int row = first; row < first + count; row++) {
      tensor.rows().read(channels.places()[row], 1, into);
    }
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
