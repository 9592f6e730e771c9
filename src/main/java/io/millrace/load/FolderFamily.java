package io.millrace.load;

import java.util.List;

/**
 * How the folders of a family of Hugging Face models are read as the GGUF convention has it.
 *
 * @param modelType what {@code config.json} calls the family
 * @param architecture what GGUF files call it
 * @param classes the classes of {@code transformers} whose weights it reads
 * @param names of its tensors
 * @param form how its tensors differ from those in GGUF files
 * @param rules how its hyperparameters are read
 */
record FolderFamily(
    String modelType,
    String architecture,
    List<String> classes,
    TensorNames names,
    Form form,
    Rules rules) {

  /** How tensors differ from those in GGUF files, besides their names. */
  enum Form {
    /** Not at all. */
    SAME,
    /** Weights of norms are less by 1: the network multiplies by 1 + w. */
    NORMS_LESS_ONE,
    /** Not at all, but weight and bias of norms may be called gamma and beta. */
    OLD_NORM_NAMES,
    /** Matrices of layers are {@code [k, m]}. */
    INPUTS_FIRST
  }

  /** Reads hyperparameters. */
  interface Rules {
    void read(FolderConfig config);
  }
}
