package io.millrace.load;

import io.millrace.format.GgufFile;
import io.millrace.model.Rows;
import java.util.Optional;

/**
 * The tensors of a GGUF file, as they are.
 *
 * @param file where they lie
 */
record GgufTensors(GgufFile file) implements StoredTensors {

  @Override
  public Optional<StoredTensor> tensor(String name) {
    return file.tensor(name)
        .map(tensor -> new StoredTensor(tensor.type(), tensor.shape(), file.rows(tensor)));
  }

  @Override
  public String label(String name) {
    return name;
  }

  @Override
  public Rows order(Rows rows) {
    return rows;
  }
}
