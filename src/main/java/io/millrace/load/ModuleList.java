package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The modules that the {@code modules.json} of a sentence-transformers folder lists.
 *
 * @param folder where it lies
 * @param modules their entries, none if there is no such file
 */
record ModuleList(Path folder, List<JsonField> modules) {

  static final String FILE = "modules.json";

  /**
   * What classes are called now, {@code base.modules.dense.Dense}, and were: {@code models.Dense}.
   */
  private static final String LIBRARY = "sentence_transformers.";

  /**
   * Reads the list of a folder.
   *
   * @throws FormatException if it is no list
   */
  static ModuleList of(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return new ModuleList(folder, List.of());
    }
    try {
      return new ModuleList(folder, JsonFile.read(file).at("").elements());
    } catch (JsonException e) {
      throw ModuleConfig.wrong(file, e);
    }
  }

  /** Whether there is a list. */
  boolean isThere() {
    return Files.isRegularFile(file());
  }

  Path file() {
    return folder.resolve(FILE);
  }

  /**
   * Whether a module pools.
   *
   * @throws FormatException if an entry is wrong
   */
  boolean pools() throws FormatException {
    try {
      return modules.stream().anyMatch(module -> kind(module).equals("Pooling"));
    } catch (JsonException e) {
      throw ModuleConfig.wrong(file(), e);
    }
  }

  /**
   * Where the model itself lies: beside the list, or in the folder of the first module.
   *
   * @throws FormatException if the entry is wrong, or there is no such folder
   */
  Path model() throws FormatException {
    if (modules.isEmpty()) {
      return folder;
    }
    try {
      JsonField first = modules.get(0);
      if (first.require("path").asString().isEmpty()) {
        return folder;
      }
      if (!kind(first).equals("Transformer")) {
        throw first.require("type").wrong("a Transformer as the first module");
      }
      return folder(first);
    } catch (JsonException e) {
      throw ModuleConfig.wrong(file(), e);
    }
  }

  /** The folder of a module, which is said to lie beside the list and nowhere else. */
  Path folder(JsonField module) {
    JsonField path = module.require("path");
    if (!path.asString().matches("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}/?")) {
      throw path.wrong("the name of a folder beside " + FILE);
    }
    return folder.resolve(path.asString());
  }

  /** The class of a module, without the package if it is one of sentence-transformers. */
  static String kind(JsonField module) {
    String type = module.require("type").asString();
    return type.startsWith(LIBRARY) ? type.substring(type.lastIndexOf('.') + 1) : type;
  }
}
