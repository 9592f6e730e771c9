package io.millrace;

import java.nio.file.Path;

/**
 * What an opened model is and what it runs on.
 *
 * @param file where it was read from, a file or a folder
 * @param architecture its family, such as {@code gemma3}
 * @param contextLength positions it was trained for, at least 1
 * @param vocabulary number of tokens
 * @param chat whether there is a template for conversations, its own or one from the options
 * @param fingerprint {@code fp_} and the first 16 digits of the sha256 of its file or files
 * @param kernels what computes: {@code reference}, {@code generic}, {@code avx2}, …
 * @param threads threads that work on an op
 * @param maxSequences sequences that are decoded together at most
 * @param purpose what it is for, such as {@code language model} or {@code translator}
 */
public record ModelInfo(
    Path file,
    String architecture,
    int contextLength,
    int vocabulary,
    boolean chat,
    String fingerprint,
    String kernels,
    int threads,
    int maxSequences,
    String purpose) {

  /** A language model. */
  public ModelInfo(
      Path file,
      String architecture,
      int contextLength,
      int vocabulary,
      boolean chat,
      String fingerprint,
      String kernels,
      int threads,
      int maxSequences) {
    this(
        file,
        architecture,
        contextLength,
        vocabulary,
        chat,
        fingerprint,
        kernels,
        threads,
        maxSequences,
        "language model");
  }

  /** The same of a model that is for something else. */
  ModelInfo withPurpose(String other) {
    return new ModelInfo(
        file,
        architecture,
        contextLength,
        vocabulary,
        chat,
        fingerprint,
        kernels,
        threads,
        maxSequences,
        other);
  }

  /** What the model is called: the name of its file without {@code .gguf}, or of its folder. */
  public String name() {
    String name = String.valueOf(file.toAbsolutePath().normalize().getFileName());
    return name.endsWith(".gguf") ? name.substring(0, name.length() - ".gguf".length()) : name;
  }
}
