package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The {@code config.json} of a module of sentence-transformers.
 *
 * @param file where it lies
 * @param root its members
 */
record ModuleConfig(Path file, JsonField root) {

  /**
   * Opens the config of a module.
   *
   * @param list of all modules
   * @param module its entry
   * @throws JsonException if the entry is wrong
   * @throws FormatException if there is no config, or it is no object
   */
  static ModuleConfig open(ModuleList list, JsonField module) throws IOException {
    Path file = list.folder(module).resolve("config.json");
    if (!Files.isRegularFile(file)) {
      throw new FormatException(
          "%s: no such file, expected it as modules.json says".formatted(JsonFile.label(file)));
    }
    JsonField root = JsonFile.read(file).at("");
    if (!(root.value() instanceof JsonObject)) {
      throw wrong(file, root.wrong("an object"));
    }
    return new ModuleConfig(file, root);
  }

  /** The folder of the module. */
  Path folder() {
    return file.getParent();
  }

  /** What stands before a member in messages. */
  String label() {
    return JsonFile.label(file) + ": ";
  }

  /** Makes something of the members. */
  interface Reader<T> {
    T read(JsonField root);
  }

  /**
   * Reads it.
   *
   * @throws FormatException if a member is wrong; says in which file
   */
  <T> T read(Reader<T> reader) throws FormatException {
    try {
      return reader.read(root);
    } catch (JsonException e) {
      throw wrong(file, e);
    }
  }

  /** Says in which file something is wrong. */
  static FormatException wrong(Path file, JsonException e) {
    return new FormatException(JsonFile.label(file) + ": " + e.getMessage());
  }
}
