package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class JobWriterTest {

  @TempDir private Path folder;

  private static JobRecord record(boolean failed, String text) {
    return new JobRecord(failed, (text + "\n").getBytes(UTF_8), 0, 0);
  }

  private JobWriter writer(int window, List<JobRecord> written) throws IOException {
    return new JobWriter(folder.resolve("out"), folder.resolve("err"), window, written::add);
  }

  @Test
  void writesInOrderWhateverComesFirst() throws Exception {
    List<JobRecord> written = new ArrayList<>();
    try (JobWriter writer = writer(10, written)) {
      writer.put(2, record(false, "c"));
      writer.put(1, record(true, "b"));
      assertEquals(0, Files.size(folder.resolve("out")));
      assertFalse(Files.exists(folder.resolve("err")));
      writer.put(0, record(false, "a"));
      // What is in order is in the file at once, not only at the end.
      assertEquals("a\nc\n", Files.readString(folder.resolve("out")));
      assertEquals("b\n", Files.readString(folder.resolve("err")));
    }
    assertEquals(3, written.size());
  }

  @Test
  void whoIsTooFarAheadWaits() throws Exception {
    try (JobWriter writer = writer(2, new ArrayList<>())) {
      CompletableFuture<Void> ahead = CompletableFuture.runAsync(() -> put(writer, 2));
      assertThrows(TimeoutException.class, () -> ahead.get(200, TimeUnit.MILLISECONDS));
      put(writer, 1);
      put(writer, 0);
      ahead.get(10, TimeUnit.SECONDS);
    }
    assertEquals("0\n1\n2\n", Files.readString(folder.resolve("out")));
  }

  @Test
  void whoWaitsIsToldThatTheJobStopped() throws Exception {
    try (JobWriter writer = writer(1, new ArrayList<>())) {
      CompletableFuture<Void> ahead = CompletableFuture.runAsync(() -> put(writer, 1));
      writer.stop("the reader failed");
      Exception stopped = assertThrows(Exception.class, () -> ahead.get(10, TimeUnit.SECONDS));
      assertTrue(stopped.getMessage().contains("the reader failed"), stopped.getMessage());
    }
  }

  @Test
  void aFullDiskStopsTheJob() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "SKIPPED: no /dev/full here");
    JobWriter writer = new JobWriter(full, folder.resolve("err"), 1, r -> {});
    assertThrows(IOException.class, () -> writer.put(0, record(false, "a")));
    assertThrows(IOException.class, () -> writer.put(1, record(false, "b")));
    assertThrows(IOException.class, writer::close);
  }

  private static void put(JobWriter writer, long sequence) {
    try {
      writer.put(sequence, record(false, Long.toString(sequence)));
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
