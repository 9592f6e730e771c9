package io.millrace.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestTest {

  /** FIPS 180-4's example "abc". */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  @TempDir Path folder;

  private Path file;
  private Path memory;
  private FileDigest digest;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("m.gguf"), "abc");
    Files.setLastModifiedTime(file, LONG_AGO);
    memory = folder.resolve("digests");
    digest = new FileDigest(memory);
  }

  private List<Path> memories() throws IOException {
    try (var files = Files.list(memory)) {
      return files.toList();
    }
  }

  @Test
  void isSha256() throws IOException {
    assertEquals(ABC, digest.sha256(file));
    assertEquals(ABC, digest.sha256(file));
  }

  @Test
  void isRememberedNotComputedAgain() throws IOException {
    digest.sha256(file);
    assertEquals(1, memories().size());
    Path text = memories().get(0);
    String marked = "f".repeat(64);
    Files.writeString(text, Files.readString(text).replace(ABC, marked));
    assertEquals(marked, digest.sha256(file), "read from the memory");
  }

  @Test
  void isComputedAgainWhenTheFileChanges() throws IOException {
    digest.sha256(file);
    Files.writeString(file, "abd");
    String changed = digest.sha256(file);
    assertEquals(FileDigest.compute(file), changed);
    Files.writeString(file, "abc");
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.toInstant().plusSeconds(1)));
    assertEquals(ABC, digest.sha256(file));
  }

  @Test
  void isComputedAgainWhenAnotherFileTakesThePath() throws IOException {
    digest.sha256(file);
    Path other = Files.writeString(folder.resolve("other"), "abd");
    Files.setLastModifiedTime(other, LONG_AGO);
    Files.delete(file);
    Files.move(other, file);
    assertEquals(FileDigest.compute(file), digest.sha256(file));
  }

  @Test
  void isNotRememberedWhileTheFileIsNew() throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    assertEquals(ABC, digest.sha256(file));
    assertEquals(false, Files.exists(memory));
  }

  @Test
  void survivesADamagedMemory() throws IOException {
    digest.sha256(file);
    Files.write(memories().get(0), new byte[] {(byte) 0xff, 0, 10, 10, 10});
    assertEquals(ABC, digest.sha256(file));
  }

  @Test
  void needsNoMemory() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "a file where a folder should be");
    assertEquals(ABC, new FileDigest(taken).sha256(file));
  }

  @Test
  void reportsAMissingFile() {
    assertThrows(IOException.class, () -> digest.sha256(folder.resolve("absent")));
  }
}
