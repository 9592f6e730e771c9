package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.model.ChannelOrder;
import io.millrace.model.Rows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReorderedTensorsTest {

  private static final ChannelOrder ORDER = new ChannelOrder(new int[] {2, 0, 1});

  private record Stored(Map<String, StoredTensor> tensors) implements StoredTensors {
    @Override
    public Optional<StoredTensor> tensor(String name) {
      return Optional.ofNullable(tensors.get(name));
    }

    @Override
    public String label(String name) {
      return "label of " + name;
    }

    @Override
    public Rows order(Rows rows) {
      return rows;
    }
  }

  private static StoredTensor matrix(int columns, float... values) {
    return new StoredTensor(
        DataType.F32,
        Shape.of(values.length / columns, columns),
        (first, count, into) -> {
          float[] rows = new float[count * columns];
          System.arraycopy(values, first * columns, rows, 0, rows.length);
          PlainRows.put(rows, into);
        });
  }

  private static float[] read(String name, StoredTensor stored) throws IOException {
    ReorderedTensors tensors = new ReorderedTensors(new Stored(Map.of(name, stored)), ORDER);
    assertEquals("label of " + name, tensors.label(name));
    StoredTensor tensor = tensors.tensor(name).orElseThrow();
    assertEquals(stored.shape(), tensor.shape());
    return new PlainRows(tensor, 0).floats(0, (int) tensor.shape().extent(0));
  }

  @Test
  void whatReadsChannelsHasThemAlongItsRows() throws IOException {
    for (String name :
        new String[] {
          "token_embd.weight",
          "position_embd.weight",
          "token_types.weight",
          "blk.11.attn_q.weight",
          "blk.0.attn_k.weight",
          "blk.0.attn_v.weight",
          "blk.0.ffn_up.weight"
        }) {
      StoredTensor stored = matrix(3, 0, 1, 2, 10, 11, 12);
      assertArrayEquals(new float[] {2, 0, 1, 12, 10, 11}, read(name, stored), name);
    }
  }

  @Test
  void whatWritesChannelsHasARowForEach() throws IOException {
    for (String name : new String[] {"blk.3.attn_output.weight", "blk.3.ffn_down.weight"}) {
      StoredTensor stored = matrix(2, 0, 1, 10, 11, 20, 21);
      assertArrayEquals(new float[] {20, 21, 0, 1, 10, 11}, read(name, stored), name);
    }
  }

  @Test
  void allElseKeepsItsOrder() throws IOException {
    for (String name :
        new String[] {"cls.weight", "linear.2.weight", "attn_rel_b.weight", "blk.0.ffn_up.bias"}) {
      StoredTensor stored = matrix(3, 0, 1, 2, 10, 11, 12, 20, 21, 22);
      assertArrayEquals(new float[] {0, 1, 2, 10, 11, 12, 20, 21, 22}, read(name, stored), name);
    }
    assertTrue(
        new ReorderedTensors(new Stored(Map.of()), ORDER).tensor("token_embd.weight").isEmpty());
  }

  private static StoredTensor vector(float... values) {
    return new StoredTensor(
        DataType.F32, Shape.of(values.length), (first, count, into) -> PlainRows.put(values, into));
  }

  @Test
  void vectorsOfChannelsFollow() throws IOException {
    Stored stored = new Stored(Map.of("blk.0.ffn_down.bias", vector(5, 6, 7)));
    WeightFile file = new WeightFile(new ReorderedTensors(stored, ORDER));
    float[] found = file.vector("blk.0.ffn_down.bias", Rows.all(3)).toFloats();
    assertArrayEquals(new float[] {7, 5, 6}, found);
  }

  @Test
  void largeChannelsComeFirst() throws IOException {
    Stored stored =
        new Stored(
            Map.of(
                "token_embd_norm.weight", vector(1, -3, 1, 1),
                "token_embd_norm.bias", vector(0, 4, 1, 0),
                "blk.0.attn_output_norm.weight", vector(2, 2, 2, 2),
                "blk.0.attn_output_norm.bias", vector(0, 0, 0, 0)));
    ChannelOrder order = ChannelSizes.of(new WeightFile(stored), 1, 4).descending();
    assertArrayEquals(new int[] {1, 2, 0, 3}, order.places());
  }
}
