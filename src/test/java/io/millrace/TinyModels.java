package io.millrace;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The tiny models with PyTorch's numbers that are kept with the tests. */
public final class TinyModels {

  private TinyModels() {}

  /** The file of a family's tiny model, such as {@code llama-untied}. */
  public static Path path(String name) {
    try {
      return Path.of(TinyModels.class.getResource("/io/millrace/golden/" + name + ".gguf").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
