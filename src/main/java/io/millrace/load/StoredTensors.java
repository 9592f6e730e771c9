package io.millrace.load;

import io.millrace.model.Rows;
import java.util.Optional;

/** The tensors of a model by their names in the GGUF convention, wherever they lie. */
interface StoredTensors {

  /**
   * The tensor of this name, or empty if there is none.
   *
   * @throws IllegalArgumentException if it is there and of a kind that no network takes
   */
  Optional<StoredTensor> tensor(String name);

  /** What the file calls it, for messages. */
  String label(String name);

  /** These rows in the order in which the file keeps them. */
  Rows order(Rows rows);
}
