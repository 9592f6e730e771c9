package io.millrace.store;

/**
 * A model that can be fetched by name.
 *
 * @param name what the user types
 * @param file its file name in the model folder
 * @param bytes its size
 * @param sha256 its digest, 64 lower-case hexadecimal digits
 * @param remote its path below the hub
 * @param terms what is shown before a download
 */
public record KnownModel(
    String name, String file, long bytes, String sha256, String remote, String terms) {

  /** Checks what the table says; a file name never leaves its folder. */
  public KnownModel {
    if (!name.matches("[a-z0-9][a-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "models: name is %s, expected lower-case letters, digits, '.', '_' and '-'"
              .formatted(name));
    }
    if (!file.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "models: %s.file is %s, expected a plain file name".formatted(name, file));
    }
    if (bytes <= 0) {
      throw new IllegalArgumentException(
          "models: %s.bytes is %d, expected > 0".formatted(name, bytes));
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "models: %s.sha256 is %s, expected 64 hexadecimal digits".formatted(name, sha256));
    }
  }
}
