package io.millrace.store;

import java.util.List;
import java.util.Optional;

/**
 * A model that can be fetched by name.
 *
 * @param name what the user types
 * @param alias a shorter name for the same
 * @param file its file or folder in the store
 * @param files what it is made of: the file, or those in the folder, in the order they are fetched
 * @param terms what is shown before a download
 */
public record KnownModel(
    String name, Optional<String> alias, String file, List<ModelFile> files, String terms) {

  /** Checks what the table says; nothing lies outside of the model's file or folder. */
  public KnownModel {
    checkName(name);
    alias.ifPresent(KnownModel::checkName);
    if (!file.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "models: %s.file is %s, expected a plain file name".formatted(name, file));
    }
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("models: %s has no files, expected some".formatted(name));
    }
    for (ModelFile each : files) {
      if (!each.path().equals(file) && !each.path().startsWith(file + "/")) {
        throw new IllegalArgumentException(
            "models: %s has a file at %s, expected it at %s or below"
                .formatted(name, each.path(), file));
      }
    }
  }

  private static void checkName(String name) {
    if (!name.matches("[a-z0-9][a-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "models: name is %s, expected lower-case letters, digits, '.', '_' and '-'"
              .formatted(name));
    }
  }

  /** Whether a user who types {@code text} means this model. */
  public boolean isCalled(String text) {
    return name.equals(text) || alias.filter(text::equals).isPresent();
  }

  /** The size of all its files. */
  public long bytes() {
    return files.stream().mapToLong(ModelFile::bytes).sum();
  }
}
