package io.millrace.store;

import static io.millrace.store.ModelStoreTest.assertSays;
import static io.millrace.store.ModelStoreTest.digest;
import static io.millrace.store.ModelStoreTest.failure;
import static io.millrace.store.ScriptedServer.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Known models that are folders of files. */
@Timeout(60)
class ModelFolderTest {

  /** The files of a folder in the order they are fetched. */
  private static final SortedMap<String, byte[]> PARTS =
      new TreeMap<>(
          Map.of(
              "1_Pooling/config.json",
              "{}".getBytes(StandardCharsets.UTF_8),
              "weights.safetensors",
              "weights".repeat(1_000).getBytes(StandardCharsets.UTF_8)));

  @TempDir Path folder;

  private static KnownModel parts() {
    List<ModelFile> files =
        PARTS.entrySet().stream()
            .map(
                part ->
                    new ModelFile(
                        "parts-1m",
                        "parts/" + part.getKey(),
                        part.getValue().length,
                        digest(part.getValue()),
                        "hub/main/" + part.getKey()))
            .toList();
    return new KnownModel("parts-1m", Optional.of("parts"), "parts", files, "terms of parts");
  }

  private ModelStore store(ScriptedServer server) {
    DownloadPolicy policy =
        new DownloadPolicy(2, Duration.ofMillis(5), Duration.ofSeconds(1), Duration.ofSeconds(5));
    return new ModelStore(folder, server.uri(), ModelTable.of(List.of(parts())), policy);
  }

  private static ScriptedServer.Script partsByPath() {
    return (request, out) -> {
      byte[] part = PARTS.get(request.path().replaceFirst("/hub/main/", ""));
      file(part, part.length).answer(request, out);
    };
  }

  private static void assertWhole(Path model) throws IOException {
    for (Map.Entry<String, byte[]> part : PARTS.entrySet()) {
      assertArrayEquals(part.getValue(), Files.readAllBytes(model.resolve(part.getKey())));
    }
    try (Stream<Path> files = Files.walk(model)) {
      assertEquals(PARTS.size(), files.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void pullsAFolderAndResolvesItsNames() throws Exception {
    try (ScriptedServer server = new ScriptedServer(partsByPath())) {
      ModelStore store = store(server);
      assertSays(failure(() -> store.resolve("parts")), "parts-1m: not in " + folder);
      assertSays(failure(() -> store.resolve("part")), "did you mean parts-1m?");
      List<String> heard = new ArrayList<>();
      Path pulled =
          store.pull(
              "parts",
              new ProgressListener() {
                @Override
                public void message(String text) {
                  heard.add(text);
                }

                @Override
                public void progress(long received, long total) {
                  assertEquals(parts().bytes(), total);
                  heard.add(String.valueOf(received));
                }
              });
      assertEquals(folder.resolve("parts"), pulled);
      assertWhole(pulled);
      assertEquals("terms of parts", heard.get(0));
      assertEquals(1, heard.stream().filter("terms of parts"::equals).count());
      assertEquals(String.valueOf(parts().bytes()), heard.get(heard.size() - 1));
      assertEquals(pulled, store.resolve("parts-1m"));
      assertEquals(pulled, store.resolve("parts"));
    }
  }

  @Test
  void fetchesOnlyWhatIsMissingOrDamagedOfAFolder() throws Exception {
    try (ScriptedServer server = new ScriptedServer(partsByPath())) {
      ModelStore store = store(server);
      Path pulled = store.pull("parts-1m", ProgressListener.silent());
      Files.writeString(pulled.resolve("1_Pooling/config.json"), "[]");
      store.pull("parts-1m", ProgressListener.silent());
      assertWhole(pulled);
      Files.delete(pulled.resolve("weights.safetensors"));
      assertSays(failure(() -> store.resolve("parts-1m")), "not in");
      store.pull("parts-1m", ProgressListener.silent());
      assertWhole(pulled);
      assertEquals(
          List.of(
              "/hub/main/1_Pooling/config.json",
              "/hub/main/weights.safetensors",
              "/hub/main/1_Pooling/config.json",
              "/hub/main/weights.safetensors"),
          server.requests().stream().map(ScriptedServer.Request::path).toList());
    }
  }

  @Test
  void shipsTheFolderOfAnEncoder() {
    KnownModel model =
        ModelStore.at(folder).known().stream()
            .filter(known -> known.isCalled("minilm"))
            .findFirst()
            .orElseThrow();
    assertEquals("all-minilm-l6-v2", model.name());
    List<String> paths = model.files().stream().map(ModelFile::path).toList();
    assertEquals(10, paths.size());
    assertEquals("all-minilm-l6-v2/config.json", paths.get(9), "the last makes it a model");
    assertTrue(paths.contains("all-minilm-l6-v2/1_Pooling/config.json"));
    assertEquals(
        "sentence-transformers/all-MiniLM-L6-v2/resolve/main/1_Pooling/config.json",
        model.files().get(0).remote());
  }
}
