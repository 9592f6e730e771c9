package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a copy of an encoder's folder that they change before it is loaded. */
class EncoderFolder {

  private static final Path ENCODERS = Golden.FOLDER.resolve("encoders");

  @TempDir private Path temporary;
  Path folder;

  @BeforeEach
  void begin() {
    folder = temporary.resolve("model");
  }

  void copy(String name) throws IOException {
    FolderFiles.copyTree(ENCODERS.resolve(name), folder);
  }

  void load(ModelKind kind) throws IOException {
    LoadOptions options = LoadOptions.defaults();
    try (Kernels kernels = KernelChoice.open("reference", 1);
        LoadedEncoder loaded = EncoderLoader.load(folder, kernels, options, kind)) {
      assertTrue(loaded.network().shape().width() > 0);
    }
  }

  void assertFails(String message, ModelKind kind) {
    FormatException error = assertThrows(FormatException.class, () -> load(kind));
    assertEquals(message, error.getMessage());
  }

  void change(String file, String from, String to) throws IOException {
    FolderFiles.replace(folder.resolve(file), from, to);
  }
}
