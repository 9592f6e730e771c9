package io.millrace.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {

  private static final byte[] BYTES = {1, 2, 3, 4, 5};

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("m.part");
  }

  private static void assertSays(StoreException e, String... parts) {
    for (String text : parts) {
      assertTrue(e.getMessage().contains(text), () -> e.getMessage() + " lacks " + text);
    }
  }

  @Test
  void keepsBytesAndVersionBetweenRuns() throws Exception {
    try (PartFile part = new PartFile(path())) {
      assertEquals(Optional.empty(), part.etag());
      part.restart(Optional.of("\"v1\""));
      part.append(BYTES, 3);
    }
    try (PartFile part = new PartFile(path())) {
      assertEquals(3, part.size());
      assertEquals(Optional.of("\"v1\""), part.etag());
      part.append(BYTES, 1);
      part.moveTo(folder.resolve("m"));
    }
    assertArrayEquals(new byte[] {1, 2, 3, 1}, Files.readAllBytes(folder.resolve("m")));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void forgetsBytesAndVersion() throws Exception {
    try (PartFile part = new PartFile(path())) {
      part.restart(Optional.of("\"v1\""));
      part.append(BYTES, 5);
      part.restart(Optional.empty());
      part.append(BYTES, 2);
      assertEquals(2, part.size());
      assertEquals(Optional.empty(), part.etag());
    }
    assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(path()));
  }

  @Test
  void leavesNothingWhenDeleted() throws Exception {
    try (PartFile part = new PartFile(path())) {
      part.restart(Optional.of("\"v1\""));
      part.append(BYTES, 5);
      part.delete();
    }
    try (var files = Files.list(folder)) {
      assertFalse(files.findAny().isPresent());
    }
  }

  @Test
  void reportsAFullDisk() throws Exception {
    Path full = Path.of("/dev/full"); // a device of Linux whose every write fails with ENOSPC
    assertTrue(Files.exists(full), "this test needs /dev/full");
    try (PartFile part = new PartFile(full)) {
      StoreException e = assertThrows(StoreException.class, () -> part.append(BYTES, 5));
      assertSays(e, "/dev/full", "No space left", "free space or set MILLRACE_HOME");
    }
  }

  @Test
  void refusesAFileThatHasNoRoom() throws Exception {
    try (PartFile part = new PartFile(path())) {
      part.checkRoomFor(1);
      StoreException e = assertThrows(StoreException.class, () -> part.checkRoomFor(1L << 60));
      assertSays(e, "MB free, expected 1152921504606 MB", "set MILLRACE_HOME");
    }
  }

  @Test
  void reportsAFolderThatIsNotThere() {
    StoreException e =
        assertThrows(StoreException.class, () -> new PartFile(folder.resolve("absent/m.part")));
    assertSays(e, "absent/m.part", "cannot be opened");
  }
}
