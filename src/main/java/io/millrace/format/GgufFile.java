package io.millrace.format;

import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open GGUF model: its metadata, its tensors, and their bytes on demand.
 *
 * <p>The header was read and checked when the file was opened; see {@link GgufReader}. Everything
 * may be used by several threads at once. Interrupting a thread that reads rows closes the file, as
 * it does with every file channel.
 */
public final class GgufFile implements Closeable {

  private final List<GgufPart> parts;
  private final List<GgufTensor> tensors = new ArrayList<>();
  private final Map<String, GgufTensor> byName = new HashMap<>();

  /** Takes over the parts of a model, one unless it is split, and checks that names are unique. */
  GgufFile(List<GgufPart> parts) throws FormatException {
    this.parts = List.copyOf(parts);
    for (GgufPart part : parts) {
      for (GgufTensor tensor : part.tensors()) {
        GgufTensor before = byName.put(tensor.name(), tensor);
        if (before != null) {
          throw new FormatException(
              "%s: tensor %s (byte %d): name was found in %s, expected it once"
                  .formatted(
                      part.file(),
                      Quoted.of(tensor.name()),
                      tensor.offset(),
                      parts.get(before.part()).file()));
        }
        tensors.add(tensor);
      }
    }
  }

  /** The name of the file, of its first part if it is split; for messages. */
  public String name() {
    return parts.get(0).file();
  }

  /** The version of the format: 2 or 3. */
  public int version() {
    return parts.get(0).version();
  }

  /** How many files the model consists of: 1 unless it is split. */
  public int parts() {
    return parts.size();
  }

  /** The size of all files in bytes. */
  public long bytes() {
    return parts.stream().mapToLong(part -> part.source().size()).sum();
  }

  /** The metadata; of a split model, that of its first part. */
  public GgufMetadata metadata() {
    return parts.get(0).metadata();
  }

  /** All tensors, in the order of the file and its parts; none if it holds a vocabulary only. */
  public List<GgufTensor> tensors() {
    return Collections.unmodifiableList(tensors);
  }

  /** The tensor of this name, or empty if there is none. */
  public Optional<GgufTensor> tensor(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The bytes that tensors of each type take; types that do not occur are absent. */
  public Map<DataType, Long> bytesByType() {
    Map<DataType, Long> bytes = new EnumMap<>(DataType.class);
    tensors.forEach(tensor -> bytes.merge(tensor.type(), tensor.bytes(), Long::sum));
    return bytes;
  }

  /**
   * The rows of a tensor, the innermost axis being a row. Reads by position until {@link #close}.
   *
   * @throws IllegalArgumentException if the tensor is not one of this file's
   */
  public RowSource rows(GgufTensor tensor) {
    if (!tensor.equals(byName.get(tensor.name()))) {
      throw new IllegalArgumentException(
          "rows: tensor " + tensor.name() + " is not of " + name() + ", expected one of tensors()");
    }
    GgufPart part = parts.get(tensor.part());
    return new TensorRows(
        part.file(),
        part.source(),
        tensor.name(),
        tensor.offset(),
        tensor.rows(),
        tensor.rowBytes());
  }

  @Override
  public void close() throws IOException {
    GgufReader.closeAll(parts);
  }
}
