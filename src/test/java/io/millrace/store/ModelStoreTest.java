package io.millrace.store;

import static io.millrace.store.ScriptedServer.file;
import static io.millrace.store.ScriptedServer.status;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelStoreTest {

  private static final byte[] CONTENT = "the model".repeat(1_000).getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private static KnownModel tiny() {
    ModelFile file =
        new ModelFile("tiny-1m", "tiny.gguf", CONTENT.length, digest(CONTENT), "a/b.gguf");
    return new KnownModel("tiny-1m", Optional.empty(), "tiny.gguf", List.of(file), "terms");
  }

  static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private ModelStore store(ScriptedServer server) {
    DownloadPolicy policy =
        new DownloadPolicy(2, Duration.ofMillis(5), Duration.ofSeconds(1), Duration.ofSeconds(5));
    return new ModelStore(folder, server.uri(), ModelTable.of(List.of(tiny())), policy);
  }

  static String failure(Callable<Path> work) {
    return assertThrows(StoreException.class, work::call).getMessage();
  }

  static void assertSays(String message, String... parts) {
    for (String text : parts) {
      assertTrue(message.contains(text), () -> "\"" + message + "\" lacks \"" + text + "\"");
    }
  }

  @Test
  void pullsFromTheHubAndResolvesTheName() throws Exception {
    try (ScriptedServer server = new ScriptedServer(file(CONTENT, CONTENT.length))) {
      ModelStore store = store(server);
      assertSays(
          failure(() -> store.resolve("tiny-1m")),
          "not in " + folder,
          "`millrace pull tiny-1m`",
          "`scripts/fetch-model tiny-1m`");
      Path pulled = store.pull("tiny-1m", ProgressListener.silent());
      assertArrayEquals(CONTENT, Files.readAllBytes(pulled));
      assertEquals(folder.resolve("tiny.gguf"), pulled);
      assertEquals(pulled, store.resolve("tiny-1m"));
      assertEquals(digest(CONTENT), store.digest(pulled));
      assertEquals("/a/b.gguf", server.requests().get(0).path());
    }
  }

  @Test
  void showsTheTermsBeforeADownloadOnly() throws Exception {
    try (ScriptedServer server = new ScriptedServer(file(CONTENT, CONTENT.length))) {
      List<String> messages = new ArrayList<>();
      ProgressListener listener =
          new ProgressListener() {
            @Override
            public void message(String text) {
              messages.add(text);
            }

            @Override
            public void progress(long received, long total) {}
          };
      store(server).pull("tiny-1m", listener);
      store(server).pull("tiny-1m", listener);
      assertEquals(List.of("terms"), messages);
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void replacesAFileThatWasDamaged() throws Exception {
    byte[] damaged = CONTENT.clone();
    damaged[0] ^= 1;
    Files.write(folder.resolve("tiny.gguf"), damaged);
    try (ScriptedServer server = new ScriptedServer(file(CONTENT, CONTENT.length))) {
      Path pulled = store(server).pull("tiny-1m", ProgressListener.silent());
      assertArrayEquals(CONTENT, Files.readAllBytes(pulled));
    }
  }

  @Test
  void letsOneOfManyFetch() throws Exception {
    ScriptedServer.Script slow =
        (request, out) -> {
          Thread.sleep(300);
          file(CONTENT, CONTENT.length).answer(request, out);
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ScriptedServer server = new ScriptedServer(slow)) {
      Callable<Path> pull = () -> store(server).pull("tiny-1m", ProgressListener.silent());
      for (Future<Path> pulled : threads.invokeAll(Collections.nCopies(4, pull))) {
        assertArrayEquals(CONTENT, Files.readAllBytes(pulled.get()));
      }
      assertEquals(1, server.requests().size());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void resolvesPaths() throws Exception {
    try (ScriptedServer server = new ScriptedServer(status("404 Not Found"))) {
      ModelStore store = store(server);
      Path here = Files.write(folder.resolve("mine.gguf"), new byte[1]);
      assertEquals(here, store.resolve(here.toString()));
      assertSays(failure(() -> store.resolve(folder.toString())), "is a folder", ".gguf");
      Path model = Files.createDirectories(folder.resolve("model"));
      Files.writeString(model.resolve("config.json"), "{}");
      assertEquals(model, store.resolve(model.toString()));
      assertSays(failure(() -> store.resolve("absent.gguf")), "no such file", "tiny-1m");
      assertSays(failure(() -> store.resolve("../tiny-1m")), "no such file");
      assertSays(failure(() -> store.resolve("a\0b")), "not a file name");
    }
  }

  @Test
  void namesTheModelsThatAreNear() throws Exception {
    try (ScriptedServer server = new ScriptedServer(status("404 Not Found"))) {
      ModelStore store = store(server);
      assertSays(failure(() -> store.resolve("tiny")), "known models: tiny-1m", "did you mean");
      assertSays(failure(() -> store.resolve("tyni-1m")), "did you mean tiny-1m?");
      assertTrue(!failure(() -> store.resolve("quite-else")).contains("did you mean"));
      for (String name : List.of("../tiny-1m", "", "TINY-1M", "/etc/passwd", "tiny-1m/..")) {
        assertSays(failure(() -> store.pull(name, ProgressListener.silent())), "known models");
      }
      assertEquals(List.of(), server.requests());
    }
  }

  @Test
  void saysWhenTheFolderCannotBeUsed() throws Exception {
    Path taken = Files.createFile(folder.resolve("taken"));
    String message =
        failure(() -> ModelStore.at(taken).pull("gemma3-270m", ProgressListener.silent()));
    assertSays(message, taken.toString(), "set MILLRACE_HOME");
  }

  @Test
  void refusesTablesThatLeaveTheFolder() {
    String digest = digest(CONTENT);
    for (String file : List.of("../x.gguf", "a//b", "a/../b", ".hidden", "", "x\\y.gguf", "/x")) {
      assertThrows(
          IllegalArgumentException.class, () -> new ModelFile("m", file, 1, digest, "r"), file);
    }
    for (String path : List.of("x.gguf", "mm/x", "other/m")) {
      List<ModelFile> files = List.of(new ModelFile("m", path, 1, digest, "r"));
      assertThrows(
          IllegalArgumentException.class,
          () -> new KnownModel("m", Optional.empty(), "m", files, "t"),
          path);
    }
  }

  @Test
  void refusesAHubThatIsNoAddress() throws IOException {
    ModelStore store = ModelStore.at(folder);
    assertThrows(IllegalArgumentException.class, () -> store.withHub("not an address"));
    assertSays(
        failure(
            () ->
                store.withHub("ftp://hub.example").pull("gemma3-270m", ProgressListener.silent())),
        "not an http or https address",
        "MILLRACE_HUB");
  }

  @Test
  void shipsTheDefaultModel() {
    KnownModel gemma =
        ModelStore.at(folder).known().stream()
            .filter(model -> model.name().equals("gemma3-270m"))
            .findFirst()
            .orElseThrow();
    assertEquals(253_113_024L, gemma.bytes());
    assertEquals("gemma3-270m-Q4_K_M.gguf", gemma.file());
    assertTrue(gemma.terms().contains("Gemma Terms of Use"));
  }
}
