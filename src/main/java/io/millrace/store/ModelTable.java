package io.millrace.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The known models by name, read from {@code models.properties}. */
final class ModelTable {

  private static final String LAST = "config.json";

  private final Map<String, KnownModel> models;

  private ModelTable(Map<String, KnownModel> models) {
    this.models = models;
  }

  static ModelTable of(List<KnownModel> models) {
    return new ModelTable(
        models.stream()
            .collect(
                Collectors.toMap(KnownModel::name, model -> model, (a, b) -> b, TreeMap::new)));
  }

  /** The table that ships with the jar. */
  static ModelTable shipped() {
    Properties properties = new Properties();
    try (InputStream in = ModelTable.class.getResourceAsStream("models.properties");
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("models.properties: cannot be read from the jar", e);
    }
    return of(
        properties.stringPropertyNames().stream()
            .filter(key -> key.endsWith(".file"))
            .map(key -> model(key.substring(0, key.length() - ".file".length()), properties))
            .toList());
  }

  private static KnownModel model(String name, Properties properties) {
    String file = properties.getProperty(name + ".file");
    return new KnownModel(
        name,
        Optional.ofNullable(properties.getProperty(name + ".alias")),
        file,
        properties.containsKey(name + ".bytes")
            ? List.of(whole(name, file, properties))
            : folder(name, file, properties),
        properties.getProperty(name + ".terms"));
  }

  private static ModelFile whole(String name, String file, Properties properties) {
    return new ModelFile(
        name,
        file,
        Long.parseLong(properties.getProperty(name + ".bytes")),
        properties.getProperty(name + ".sha256"),
        properties.getProperty(name + ".remote"));
  }

  /** The files of a folder, config.json last: without it a folder is no model. */
  private static List<ModelFile> folder(String name, String file, Properties properties) {
    String below = name + "/";
    return properties.stringPropertyNames().stream()
        .filter(key -> key.startsWith(below))
        .map(key -> key.substring(below.length()))
        .sorted()
        .sorted(Comparator.comparing(LAST::equals))
        .map(
            path -> {
              String[] facts = properties.getProperty(below + path).split(" ", -1);
              String remote = properties.getProperty(name + ".remote") + "/" + path;
              return new ModelFile(
                  name, file + "/" + path, Long.parseLong(facts[0]), facts[1], remote);
            })
        .toList();
  }

  List<KnownModel> all() {
    return List.copyOf(models.values());
  }

  boolean contains(String name) {
    return find(name).isPresent();
  }

  private Optional<KnownModel> find(String name) {
    return models.values().stream().filter(model -> model.isCalled(name)).findFirst();
  }

  KnownModel get(String name) throws StoreException {
    return find(name).orElseThrow(() -> new StoreException(unknown(name)));
  }

  private String unknown(String name) {
    String near =
        models.values().stream()
            .filter(
                model ->
                    isNear(model.name(), name)
                        || model.alias().filter(alias -> isNear(alias, name)).isPresent())
            .map(KnownModel::name)
            .collect(Collectors.joining(" or "));
    return "%s: neither a file nor a known model; known models: %s%s"
        .formatted(
            name,
            String.join(", ", models.keySet()),
            near.isEmpty() ? "" : "; did you mean " + near + "?");
  }

  private static boolean isNear(String known, String name) {
    String typed = name.toLowerCase(Locale.ROOT);
    return (typed.length() >= 3 && known.startsWith(typed))
        || typed.startsWith(known)
        || editDistance(known, typed) <= 1 + known.length() / 4;
  }

  /** Insertions, deletions and replacements that turn a into b (Levenshtein), one row at a time. */
  private static int editDistance(String a, String b) {
    int limit = Math.min(b.length(), 2 * a.length() + 8); // a longer b is far anyway
    int[] row = new int[limit + 1];
    for (int j = 0; j <= limit; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= limit; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[limit];
  }
}
