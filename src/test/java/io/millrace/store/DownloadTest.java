package io.millrace.store;

import static io.millrace.store.ScriptedServer.file;
import static io.millrace.store.ScriptedServer.head;
import static io.millrace.store.ScriptedServer.length;
import static io.millrace.store.ScriptedServer.status;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.store.ScriptedServer.Script;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from servers that do everything wrong. */
@Timeout(60)
class DownloadTest {

  /** Tries again at once, but leaves a slow machine all the time it needs. */
  private static final DownloadPolicy HASTY =
      new DownloadPolicy(4, Duration.ofMillis(5), Duration.ofSeconds(3), Duration.ofSeconds(30));

  @TempDir Path folder;

  private final byte[] content = random(300_000);
  private final List<String> messages = new ArrayList<>();

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private ModelFile model() throws Exception {
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    return new ModelFile("m", "m.gguf", content.length, digest, "a/m.gguf");
  }

  private Path part() {
    return folder.resolve("m.gguf.part");
  }

  private Path target() {
    return folder.resolve("m.gguf");
  }

  private void download(URI source) throws Exception {
    download(source, HASTY);
  }

  private void download(URI source, DownloadPolicy policy) throws Exception {
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void message(String text) {
            messages.add(text);
          }

          @Override
          public void progress(long received, long total) {
            assertTrue(received >= 0 && received <= total, received + " of " + total);
          }
        };
    new Download(model(), source, policy, listener).run(part(), target());
  }

  /** Downloads through the scripts, expects the whole file, and returns the offsets asked for. */
  private List<Integer> offsetsOfSuccess(Script... scripts) throws Exception {
    try (ScriptedServer server = new ScriptedServer(scripts)) {
      download(server.uri());
      assertArrayEquals(content, Files.readAllBytes(target()));
      try (var files = Files.list(folder)) {
        assertEquals(List.of(target()), files.toList(), "nothing is left beside the file");
      }
      return server.offsets();
    }
  }

  /** Downloads through the scripts, expects a failure, and returns its message. */
  private String messageOfFailure(Script... scripts) throws Exception {
    try (ScriptedServer server = new ScriptedServer(scripts)) {
      StoreException e = assertThrows(StoreException.class, () -> download(server.uri()));
      assertFalse(Files.exists(target()));
      return e.getMessage();
    }
  }

  private static void assertSays(String message, String... parts) {
    for (String text : parts) {
      assertTrue(message.contains(text), () -> "\"" + message + "\" lacks \"" + text + "\"");
    }
  }

  @Test
  void fetchesInOneRequestFromAGoodServer() throws Exception {
    assertEquals(List.of(0), offsetsOfSuccess(file(content, content.length)));
    assertEquals(List.of(), messages);
  }

  @Test
  void continuesWhereAServerCut() throws Exception {
    List<Integer> offsets =
        offsetsOfSuccess(
            file(content, 100_000), file(content, 1), file(content, 0), file(content, 300_000));
    assertEquals(List.of(0, 100_000, 100_001, 100_001), offsets);
    assertEquals(3, messages.size());
  }

  @Test
  void quotesTheVersionItHas() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(file(content, 10), file(content, content.length))) {
      download(server.uri());
      assertEquals("\"v1\"", server.requests().get(1).headers().get("if-range"));
    }
  }

  @Test
  void quotesOnlyVersionsThatAreExact() throws Exception {
    for (String version : List.of("W/\"v1\"", "v1", "\"a\r\nX: b\"", "")) {
      Files.write(part(), Arrays.copyOf(content, 10));
      Files.writeString(folder.resolve("m.gguf.part.etag"), version);
      Files.deleteIfExists(target());
      try (ScriptedServer server = new ScriptedServer(file(content, content.length))) {
        download(server.uri());
        assertNull(server.requests().get(0).headers().get("if-range"), version);
      }
    }
  }

  @Test
  void continuesAnEarlierRun() throws Exception {
    String message = messageOfFailure(file(content, 70_000), file(content, 0));
    assertSays(message, "ended after 70000 of 300000 bytes", "4 attempts", "kept", "pull m again");
    assertEquals(List.of(70_000), offsetsOfSuccess(file(content, content.length)));
  }

  @Test
  void startsOverWhereRangesAreIgnored() throws Exception {
    Script whole =
        (request, out) -> {
          out.write(head("200 OK", length(content.length)));
          out.write(content);
        };
    assertEquals(List.of(0, 50_000), offsetsOfSuccess(file(content, 50_000), whole));
  }

  @Test
  void startsOverWhereTheRangeIsRefused() throws Exception {
    List<Integer> offsets =
        offsetsOfSuccess(
            file(content, 50_000),
            status("416 Range Not Satisfiable"),
            file(content, content.length));
    assertEquals(List.of(0, 50_000, 0), offsets);
  }

  @Test
  void startsOverWhereTheRangeIsAnother() throws Exception {
    Script shifted =
        (request, out) -> {
          out.write(head("206 Partial Content", "Content-Range: bytes 7-299999/300000"));
          out.write(content, 7, content.length - 7);
        };
    List<Integer> offsets =
        offsetsOfSuccess(file(content, 50_000), shifted, file(content, content.length));
    assertEquals(List.of(0, 50_000, 0), offsets);
  }

  @Test
  void discardsAPartFileThatIsTooLong() throws Exception {
    Files.write(part(), random(content.length + 1));
    assertEquals(List.of(0), offsetsOfSuccess(file(content, content.length)));
  }

  @Test
  void asksNothingWhenAllIsThere() throws Exception {
    Files.write(part(), content);
    assertEquals(List.of(), offsetsOfSuccess(status("500 Internal Server Error")));
  }

  @Test
  void takesBodiesWithoutALength() throws Exception {
    Script unlabelled =
        (request, out) -> {
          out.write(head("200 OK"));
          out.write(content);
        };
    assertEquals(List.of(0), offsetsOfSuccess(unlabelled));
  }

  @Test
  void takesNoMoreThanTheTableSays() throws Exception {
    Script endless =
        (request, out) -> {
          out.write(head("200 OK"));
          out.write(content);
          byte[] more = new byte[1 << 16];
          for (int i = 0; i < 4096; i++) { // ends with a SocketException once the client leaves
            out.write(more);
          }
        };
    assertEquals(List.of(0), offsetsOfSuccess(endless));
  }

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
  void triesAgainWhenAServerIsBusy() throws Exception {
    List<Integer> offsets =
        offsetsOfSuccess(
            status("503 Service Unavailable"),
            status("429 Too Many Requests", "Retry-After: 1"),
            file(content, content.length));
    assertEquals(3, offsets.size());
    assertSays(messages.get(1), "status 429", "trying again in 1.0 s");
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
  void followsRedirects() throws Exception {
    List<Integer> offsets =
        offsetsOfSuccess(
            status("302 Found", "Location: /elsewhere"),
            status("307 Temporary Redirect", "Location: there?x=1"),
            file(content, content.length));
    assertEquals(3, offsets.size());
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
