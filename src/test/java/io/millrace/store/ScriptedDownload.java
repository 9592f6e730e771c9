package io.millrace.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.store.ScriptedServer.Script;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the download of one file from a {@link ScriptedServer}. */
class ScriptedDownload {

  /** Tries again at once, but leaves a slow machine all the time it needs. */
  private static final DownloadPolicy HASTY =
      new DownloadPolicy(4, Duration.ofMillis(5), Duration.ofSeconds(3), Duration.ofSeconds(30));

  @TempDir Path folder;

  final byte[] content = random(300_000);
  final List<String> messages = new ArrayList<>();

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private ModelFile model() throws Exception {
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    return new ModelFile("m", "m.gguf", content.length, digest, "a/m.gguf");
  }

  Path part() {
    return folder.resolve("m.gguf.part");
  }

  Path target() {
    return folder.resolve("m.gguf");
  }

  void download(URI source) throws Exception {
    download(source, HASTY);
  }

  void download(URI source, DownloadPolicy policy) throws Exception {
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
  List<Integer> offsetsOfSuccess(Script... scripts) throws Exception {
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
  String messageOfFailure(Script... scripts) throws Exception {
    try (ScriptedServer server = new ScriptedServer(scripts)) {
      StoreException e = assertThrows(StoreException.class, () -> download(server.uri()));
      assertFalse(Files.exists(target()));
      return e.getMessage();
    }
  }

  static void assertSays(String message, String... parts) {
    for (String text : parts) {
      assertTrue(message.contains(text), () -> "\"" + message + "\" lacks \"" + text + "\"");
    }
  }
}
