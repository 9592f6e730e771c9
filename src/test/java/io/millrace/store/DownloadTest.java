package io.millrace.store;

import static io.millrace.store.ScriptedServer.file;
import static io.millrace.store.ScriptedServer.head;
import static io.millrace.store.ScriptedServer.length;
import static io.millrace.store.ScriptedServer.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.store.ScriptedServer.Script;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Downloads that come to their end whatever the server does. */
@Timeout(120)
class DownloadTest extends ScriptedDownload {

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
  void followsRedirects() throws Exception {
    List<Integer> offsets =
        offsetsOfSuccess(
            status("302 Found", "Location: /elsewhere"),
            status("307 Temporary Redirect", "Location: there?x=1"),
            file(content, content.length));
    assertEquals(3, offsets.size());
  }
}
