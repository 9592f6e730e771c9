package io.millrace.store;

import static io.millrace.store.ScriptedServer.file;
import static io.millrace.store.ScriptedServer.length;
import static io.millrace.store.ScriptedServer.status;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.store.ScriptedServer.Script;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Downloads that are refused, or given up. */
@Timeout(120)
class DownloadFailuresTest extends ScriptedDownload {

  @Test
  void refusesAnotherLength() throws Exception {
    assertSays(
        messageOfFailure(status("200 OK", length(299_999))), "has 299999 bytes", "expected 300000");
    Files.write(part(), random(10));
    assertSays(
        messageOfFailure(status("206 Partial Content", "Content-Range: bytes 10-99/100")),
        "has 100 bytes",
        "expected 300000");
  }

  @Test
  void refusesCompressedBodies() throws Exception {
    assertSays(
        messageOfFailure(status("200 OK", "Content-Encoding: gzip")),
        "Content-Encoding is gzip",
        "expected none");
  }

  @Test
  void removesWhatHasTheWrongDigest() throws Exception {
    byte[] wrong = content.clone();
    wrong[123_456] ^= 1;
    assertSays(
        messageOfFailure(file(wrong, wrong.length)), "m.gguf: sha256 of", "expected", "removed");
    assertFalse(Files.exists(part()));
  }

  @Test
  void givesUpOnServersThatStall() throws Exception {
    DownloadPolicy impatient =
        new DownloadPolicy(4, Duration.ofMillis(5), Duration.ofSeconds(3), Duration.ofSeconds(1));
    Script silent = (request, out) -> Thread.sleep(60_000); // or to the end of the test
    Script stuck =
        (request, out) -> {
          file(content, 1_000).answer(request, out);
          out.flush();
          silent.answer(request, out);
        };
    try (ScriptedServer server = new ScriptedServer(silent, stuck, file(content, 300_000))) {
      download(server.uri(), impatient);
      assertArrayEquals(content, Files.readAllBytes(target()));
      assertEquals(List.of(0, 0, 1_000), server.offsets());
    }
    assertSays(messages.get(0), "timed out", "trying again in");
  }

  @Test
  void givesUpOnNoise() throws Exception {
    assertSays(
        messageOfFailure((request, out) -> out.write(random(500))), "4 attempts", "pull m again");
  }

  @Test
  void givesUpOnConnectionsThatClose() throws Exception {
    assertSays(messageOfFailure((request, out) -> {}), "4 attempts");
  }

  @Test
  void givesUpWhereNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    StoreException e = assertThrows(StoreException.class, () -> download(nobody));
    assertSays(e.getMessage(), "refused", "4 attempts");
  }

  @Test
  void givesUpWhenAServerStaysBusy() throws Exception {
    assertSays(messageOfFailure(status("500 Internal Server Error")), "status 500", "4 attempts");
  }

  @Test
  void doesNotWaitForHours() throws Exception {
    assertSays(
        messageOfFailure(status("429 Too Many Requests", "Retry-After: 3600")),
        "status 429",
        "asks to wait 3600 s");
  }

  @Test
  void saysAtOnceWhatIsMissingOrForbidden() throws Exception {
    assertSays(messageOfFailure(status("404 Not Found")), "status 404", "no longer there");
    assertSays(messageOfFailure(status("403 Forbidden")), "status 403", "terms");
    assertSays(messageOfFailure(status("418 Odd")), "status 418", "expected 200 or 206");
    assertEquals(List.of(), messages, "no second attempt");
  }

  @Test
  void endsRedirectsThatLeadNowhere() throws Exception {
    assertSays(messageOfFailure(status("302 Found", "Location: /again")), "more than 10 redirects");
    assertSays(messageOfFailure(status("302 Found")), "without a Location");
    assertSays(messageOfFailure(status("302 Found", "Location: ::")), "not an address");
    assertSays(
        messageOfFailure(status("302 Found", "Location: file:///etc/passwd")), "not an http");
  }

  @Test
  void asksOnceWhereTheDiskIsFull() throws Exception {
    Files.createSymbolicLink(part(), Path.of("/dev/full")); // its writes fail with ENOSPC
    try (ScriptedServer server = new ScriptedServer(file(content, content.length))) {
      StoreException e = assertThrows(StoreException.class, () -> download(server.uri()));
      Files.delete(part()); // the link
      assertSays(e.getMessage(), "No space left");
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void stopsWhenInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    assertSays(messageOfFailure(status("503 Service Unavailable")), "interrupted", "kept");
    assertTrue(Thread.interrupted());
  }
}
