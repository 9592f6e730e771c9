package io.millrace;

import io.millrace.store.ModelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hash that stands in answers: {@code fp_} and 16 digits of the sha256 of the model's file. */
final class Fingerprint {

  private static final Pattern SPLIT = Pattern.compile("(.*)-00001-of-(\\d{5})\\.gguf");
  private static final int DIGITS = 16;

  private Fingerprint() {}

  /** The fingerprint of a file; of a split one, that of the digests of its parts, a line each. */
  static String of(Path file, ModelStore store) throws IOException {
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

  private static String shorten(String digest) {
    return "fp_" + digest.substring(0, DIGITS);
  }
}
