package io.millrace.format;

import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which file of a split model holds which tensor.
 *
 * @param path the index file
 * @param files the file of each tensor, by name: a file beside the index
 */
record SafetensorsIndex(Path path, Map<String, String> files) {

  private static final String KEY = "weight_map";

  /** Reads an index; the files it names are looked for by {@link #paths}. */
  static SafetensorsIndex read(Path path) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try {
      JsonField map = JsonFile.read(path).at("").require(KEY).value().at("");
      for (JsonField member : map.members()) {
        files.put(member.path(), checkedName(member));
      }
    } catch (JsonException e) {
      throw new FormatException(JsonFile.label(path) + ": " + e.getMessage());
    }
    return new SafetensorsIndex(path, files);
  }

  /** A name such as {@code model-00001-of-00002.safetensors}; never a way out of the folder. */
  private static String checkedName(JsonField field) {
    String name = field.asString();
    if (!name.matches("[\\w-][\\w.-]{0,250}\\.safetensors")) {
      throw new JsonException(
          Quoted.of(KEY + "." + field.path())
              + ": found \""
              + Quoted.of(name)
              + "\", expected the name of a .safetensors file in the same folder");
    }
    return name;
  }

  /** The files, each once, in the order of their names. */
  List<Path> paths() throws FormatException {
    List<Path> paths = new TreeSet<>(files.values()).stream().map(path::resolveSibling).toList();
    for (Path file : paths) {
      if (!Files.isRegularFile(file)) {
        throw new FormatException(
            "%s: no such file, expected all %d files that %s names; download the missing one"
                .formatted(JsonFile.label(file), paths.size(), path.getFileName()));
      }
    }
    if (paths.isEmpty()) {
      throw new FormatException(
          "%s: %s is empty, expected the file of each tensor".formatted(JsonFile.label(path), KEY));
    }
    return paths;
  }

  /** Checks that every tensor is in the file where the index says it is. */
  void check(SafetensorsFile model) throws FormatException {
    for (Map.Entry<String, String> entry : files.entrySet()) {
      String found =
          model
              .tensor(entry.getKey())
              .map(tensor -> String.valueOf(model.paths().get(tensor.part()).getFileName()))
              .orElse("no file");
      if (!found.equals(entry.getValue())) {
        throw new FormatException(
            "%s: tensor %s is in %s, expected it in %s; a file was replaced or mixed up"
                .formatted(
                    JsonFile.label(path), Quoted.of(entry.getKey()), found, entry.getValue()));
      }
    }
  }
}
