package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.millrace.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {

  @TempDir private Path folder;

  @Test
  void isTheBeginningOfTheSha256() throws IOException {
    Path file = Files.writeString(folder.resolve("m.gguf"), "abc");
    // FIPS 180-2, appendix B.1
    assertEquals("fp_ba7816bf8f01cfea", Fingerprint.of(file, ModelStore.at(folder)));
  }

  @Test
  void allPartsOfASplitModelCount() throws IOException {
    Path first = Files.writeString(folder.resolve("m-00001-of-00002.gguf"), "abc");
    Path second = Files.writeString(folder.resolve("m-00002-of-00002.gguf"), "x");
    String before = Fingerprint.of(first, ModelStore.at(folder));
    Files.writeString(second, "y");
    assertNotEquals(before, Fingerprint.of(first, ModelStore.at(folder)));
  }

  @Test
  void allModelFilesOfAFolderCount() throws IOException {
    Path model = Files.createDirectories(folder.resolve("model"));
    ModelStore store = ModelStore.at(folder);
    Files.writeString(model.resolve("model.safetensors"), "abc");
    Path config = Files.writeString(model.resolve("config.json"), "{}");
    String before = Fingerprint.of(model, store);
    Files.writeString(model.resolve("README.md"), "other");
    assertEquals(before, Fingerprint.of(model, store));
    Files.writeString(config, "[]");
    assertNotEquals(before, Fingerprint.of(model, store));
    Files.writeString(config, "{}");
    assertEquals(before, Fingerprint.of(model, store));
    for (String vocabulary : new String[] {"vocab.txt", "merges.txt", "spiece.model", "a.spm"}) {
      Path file = Files.writeString(model.resolve(vocabulary), "a");
      assertNotEquals(before, Fingerprint.of(model, store), vocabulary);
      Files.delete(file);
    }
    Files.move(config, model.resolve("other.json"));
    assertNotEquals(before, Fingerprint.of(model, store));
  }

  @Test
  void modulesInFoldersOfTheirOwnCount() throws IOException {
    Path model = Files.createDirectories(folder.resolve("model"));
    ModelStore store = ModelStore.at(folder);
    Files.writeString(model.resolve("config.json"), "{}");
    Path pooling = Files.createDirectories(model.resolve("1_Pooling")).resolve("config.json");
    Files.writeString(pooling, "{}");
    String before = Fingerprint.of(model, store);
    Files.writeString(pooling, "[]");
    assertNotEquals(before, Fingerprint.of(model, store));
  }
}
