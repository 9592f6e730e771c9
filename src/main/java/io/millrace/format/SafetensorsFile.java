package io.millrace.format;

import io.millrace.tensor.RowSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open safetensors model, of one file or several: its tensors, and their bytes on demand.
 *
 * <p>Headers were read and checked when it was opened; see {@link SafetensorsReader}. Everything
 * may be used by several threads at once. Interrupting a thread that reads rows closes the file, as
 * it does with every file channel.
 */
public final class SafetensorsFile implements Closeable {

  private final List<Path> paths;
  private final List<SafetensorsPart> parts;
  private final List<SafetensorsTensor> tensors = new ArrayList<>();
  private final Map<String, SafetensorsTensor> byName = new HashMap<>();

  /** Takes over the parts of a model and checks that names are unique. */
  SafetensorsFile(List<Path> paths, List<SafetensorsPart> parts) throws FormatException {
    this.paths = List.copyOf(paths);
    this.parts = List.copyOf(parts);
    for (SafetensorsPart part : parts) {
      for (SafetensorsTensor tensor : part.tensors()) {
        SafetensorsTensor before = byName.put(tensor.name(), tensor);
        if (before != null) {
          throw new FormatException(
              "%s: tensor %s: name was found in %s, expected it once"
                  .formatted(
                      part.file(), Quoted.of(tensor.name()), parts.get(before.part()).file()));
        }
        tensors.add(tensor);
      }
    }
  }

  /** The files it consists of, in the order of their names. */
  public List<Path> paths() {
    return paths;
  }

  /** The size of all files in bytes. */
  public long bytes() {
    return parts.stream().mapToLong(part -> part.source().size()).sum();
  }

  /** All tensors, in the order of the files and their bytes. */
  public List<SafetensorsTensor> tensors() {
    return Collections.unmodifiableList(tensors);
  }

  /** The tensor of this name, or empty if there is none. */
  public Optional<SafetensorsTensor> tensor(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The rows of a tensor, the innermost axis being a row. Reads by position until {@link #close}.
   *
   * @throws IllegalArgumentException if the tensor is not one of this model's
   */
  public RowSource rows(SafetensorsTensor tensor) {
    if (!tensor.equals(byName.get(tensor.name()))) {
      throw new IllegalArgumentException(
          "rows: tensor " + tensor.name() + " is not of this model, expected one of tensors()");
    }
    SafetensorsPart part = parts.get(tensor.part());
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
