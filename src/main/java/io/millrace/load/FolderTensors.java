package io.millrace.load;

import io.millrace.format.SafetensorsFile;
import io.millrace.format.SafetensorsTensor;
import io.millrace.model.Rows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import io.millrace.tensor.Shape;
import java.util.Map;
import java.util.Optional;

/** The tensors of a Hugging Face folder as GGUF files hold them. */
final class FolderTensors implements StoredTensors {

  private static final String EMBEDDING = "token_embd.weight";
  private static final int MOST_LAYERS = 1 << 12;
  private static final int MOST_ROWS = 1 << 22;
  private static final String ENCODER = "enc.token_embd.weight";
  private static final String HEAD = "output.weight";
  private static final String HEAD_BIAS = "output.bias";

  private final SafetensorsFile file;
  private final FolderFamily family;
  private final Map<String, float[]> vectors;
  private final Map<String, StoredTensor> computed;
  private final String prefix;
  private final boolean tied;

  /**
   * Makes a view.
   *
   * @throws IllegalArgumentException if a tensor is missing that the config asks for
   */
  FolderTensors(SafetensorsFile file, FolderFamily family, FolderConfig config) {
    this.file = file;
    this.family = family;
    vectors = config.vectors();
    computed = config.computed();
    prefix =
        family.names().prefixes().stream()
            .filter(each -> stored(each, EMBEDDING).or(() -> stored(each, ENCODER)).isPresent())
            .findFirst()
            .orElse(family.names().prefixes().get(0));
    checkRows(config);
    tied = config.tied().orElse(stored(prefix, HEAD).isEmpty());
    if (!tied) {
      require(HEAD, "tie_word_embeddings is false");
    }
    config.required().forEach((tensor, why) -> requireInLayers(config, tensor, why));
  }

  /** The table that texts are looked up in has a row for each token, as other libraries insist. */
  private void checkRows(FolderConfig config) {
    Optional<Integer> rows = config.root().find("vocab_size").map(size -> size.asInt(1, MOST_ROWS));
    String name = stored(prefix, ENCODER).isPresent() ? ENCODER : EMBEDDING;
    Optional<Shape> table = stored(prefix, name).map(SafetensorsTensor::shape);
    if (rows.isPresent()
        && table.isPresent()
        && table.get().rank() == 2
        && table.get().extent(0) != rows.get()) {
      throw new IllegalArgumentException(
          "tensor %s is %s, expected %d rows as vocab_size in config.json says"
              .formatted(label(name), table.get(), rows.get()));
    }
  }

  /** Of an encoder beside a decoder the tensor's name starts with {@code enc.}. */
  private void requireInLayers(FolderConfig config, String tensor, String why) {
    String part =
        tensor.startsWith("enc.") || tensor.startsWith("dec.") ? tensor.substring(0, 4) : "";
    String key = Map.of("", "", "enc.", "encoder.", "dec.", "decoder.").get(part);
    Optional<Integer> own = config.integer(key + "block_count");
    int layers = Math.min(MOST_LAYERS, own.or(() -> config.integer("block_count")).orElse(0));
    for (int i = 0; i < layers; i++) {
      require(part + "blk." + i + "." + tensor.substring(part.length()), why);
    }
  }

  private void require(String name, String why) {
    if (stored(prefix, name).isEmpty()) {
      throw new IllegalArgumentException(
          "tensor %s is missing, expected it since %s".formatted(label(name), why));
    }
  }

  @Override
  public Optional<StoredTensor> tensor(String name) {
    if (vectors.containsKey(name)) {
      float[] vector = vectors.get(name);
      RowSource rows = (first, count, into) -> PlainRows.put(vector, into);
      return Optional.of(new StoredTensor(DataType.F32, Shape.of(vector.length), rows));
    }
    return tied && name.equals(HEAD)
        ? Optional.empty()
        : stored(prefix, name)
            .map(tensor -> asInGguf(name, tensor))
            .or(() -> Optional.ofNullable(computed.get(name)));
  }

  /**
   * A tensor as it is.
   *
   * @throws IllegalArgumentException if it has no elements, or of a type that no network takes
   */
  static StoredTensor plain(SafetensorsFile file, SafetensorsTensor tensor) {
    DataType type =
        tensor
            .type()
            .dataType()
            .filter(WeightFile::isPlain)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor %s is %s, expected F32, F16 or BF16; get the model's plain weights"
                            .formatted(tensor.name(), tensor.type())));
    if (tensor.shape().rank() == 0 || tensor.bytes() == 0) {
      throw new IllegalArgumentException(
          "tensor %s is %s %s, expected elements".formatted(tensor.name(), type, tensor.shape()));
    }
    return new StoredTensor(type, tensor.shape(), file.rows(tensor));
  }

  private StoredTensor asInGguf(String name, SafetensorsTensor tensor) {
    StoredTensor stored = plain(file, tensor);
    if (name.equals(HEAD_BIAS)) {
      return new StoredTensor(stored.type(), row(stored.shape()), stored.rows());
    }
    return switch (family.form()) {
      case SAME, OLD_NORM_NAMES -> stored;
      case NORMS_LESS_ONE -> name.endsWith("_norm.weight") ? PlainRows.plus(stored, 1f) : stored;
      case INPUTS_FIRST -> isLayerMatrix(name, tensor) ? TransposedRows.of(stored) : stored;
    };
  }

  /** Added to logits, and kept as a matrix of one row. */
  private static Shape row(Shape shape) {
    return shape.rank() == 2 && shape.extent(0) == 1 ? Shape.of(shape.extent(1)) : shape;
  }

  private static boolean isLayerMatrix(String name, SafetensorsTensor tensor) {
    return name.startsWith("blk.") && tensor.shape().rank() == 2;
  }

  private Optional<SafetensorsTensor> stored(String before, String name) {
    Optional<String> stored = family.names().find(before, name);
    Optional<SafetensorsTensor> found = stored.flatMap(file::tensor);
    if (found.isPresent() || family.form() != FolderFamily.Form.OLD_NORM_NAMES) {
      return found;
    }
    return stored.map(FolderTensors::oldName).flatMap(file::tensor);
  }

  /** As the first models of TensorFlow called them. */
  private static String oldName(String name) {
    return name.replaceFirst("LayerNorm\\.weight$", "LayerNorm.gamma")
        .replaceFirst("LayerNorm\\.bias$", "LayerNorm.beta");
  }

  @Override
  public String label(String name) {
    return family.names().find(prefix, name).orElse(name);
  }

  /** Pairs that are rotated together lie apart already. */
  @Override
  public Rows order(Rows rows) {
    return new Rows(rows.total(), rows.from(), rows.count(), 0, 0);
  }
}
