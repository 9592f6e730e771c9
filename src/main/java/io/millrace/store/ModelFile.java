package io.millrace.store;

/**
 * One file of a model that can be fetched by name.
 *
 * @param model name of the model it belongs to
 * @param path where it lies in the store, below its home
 * @param bytes its size
 * @param sha256 its digest, 64 lower-case hexadecimal digits
 * @param remote its path below the hub
 */
public record ModelFile(String model, String path, long bytes, String sha256, String remote) {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

  /** Checks what the table says; a path never leaves the store. */
  public ModelFile {
    if (!path.matches(NAME + "(/" + NAME + ")*")) {
      throw new IllegalArgumentException(
          "models: %s has a file at %s, expected plain names with / between"
              .formatted(model, path));
    }
    if (bytes <= 0) {
      throw new IllegalArgumentException(
          "models: %s has %d bytes of %s, expected > 0".formatted(model, bytes, path));
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "models: %s has sha256 %s of %s, expected 64 hexadecimal digits"
              .formatted(model, sha256, path));
    }
  }
}
