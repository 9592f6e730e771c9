package io.millrace;

import io.millrace.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hash that stands in answers: {@code fp_} and 16 digits of the sha256 of the model's files.
 */
final class Fingerprint {

  private static final Pattern SPLIT = Pattern.compile("(.*)-00001-of-(\\d{5})\\.gguf");
  private static final Pattern MODEL_FILE =
      Pattern.compile(".*\\.(safetensors|json|jinja|model|spm)|(vocab|merges)\\.txt");
  private static final int DIGITS = 16;

  /** Modules have folders of their own. */
  private static final int DEPTH = 2;

  private Fingerprint() {}

  /**
   * The fingerprint of a file; of a split one, that of the digests of its parts, a line each; of a
   * folder, that of the digests and names of its weights, vocabularies and JSON files.
   */
  static String of(Path file, ModelStore store) throws IOException {
    if (Files.isDirectory(file)) {
      return shorten(Sha256.hex(digests(file, store)));
    }
    Matcher split = SPLIT.matcher(String.valueOf(file.getFileName()));
    if (!split.matches()) {
      return shorten(store.digest(file));
    }
    int parts = Integer.parseInt(split.group(2));
    StringBuilder digests = new StringBuilder();
    for (int i = 1; i <= parts; i++) {
      String name = "%s-%05d-of-%05d.gguf".formatted(split.group(1), i, parts);
      digests.append(store.digest(file.resolveSibling(name))).append('\n');
    }
    return shorten(Sha256.hex(digests.toString()));
  }

  private static String digests(Path folder, ModelStore store) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, DEPTH)) {
      files =
          all.filter(file -> MODEL_FILE.matcher(file.getFileName().toString()).matches())
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    StringBuilder digests = new StringBuilder();
    for (Path file : files) {
      digests.append(store.digest(file)).append("  ").append(name(folder, file)).append('\n');
    }
    return digests.toString();
  }

  /** The same on every system. */
  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static String shorten(String digest) {
    return "fp_" + digest.substring(0, DIGITS);
  }
}
