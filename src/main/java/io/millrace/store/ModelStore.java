package io.millrace.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder that keeps models, and the way from a name to a file or folder.
 *
 * <p>Stores are values without open resources; threads and processes may share a folder.
 */
public final class ModelStore {

  private static final String FOLDER_CONFIG = "config.json";
  private static final String FOLDER_MODULES = "modules.json";
  private static final URI HUB = URI.create("https://huggingface.co");

  private final Path home;
  private final URI hub;
  private final ModelTable table;
  private final DownloadPolicy policy;

  ModelStore(Path home, URI hub, ModelTable table, DownloadPolicy policy) {
    this.home = home;
    this.hub = hub;
    this.table = table;
    this.policy = policy;
  }

  /**
   * The user's store: {@code $MILLRACE_HOME}, else {@code $HOME/.cache/millrace}; {@code
   * $MILLRACE_HUB} names a mirror of the hub.
   */
  public static ModelStore open() {
    Path cache =
        Path.of(environment("HOME", System.getProperty("user.home")), ".cache", "millrace");
    return at(Path.of(environment("MILLRACE_HOME", cache.toString())))
        .withHub(environment("MILLRACE_HUB", HUB.toString()));
  }

  /** As a shell reads it: blank is unset. Java's user.home ignores HOME, the scripts do not. */
  private static String environment(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  /** A store in a folder of the caller's choice, which need not exist yet. */
  public static ModelStore at(Path home) {
    return new ModelStore(
        home.toAbsolutePath(), HUB, ModelTable.shipped(), DownloadPolicy.defaults());
  }

  /**
   * The same store with models pulled from elsewhere.
   *
   * @param address base address below which the paths of the hub lie, http or https
   */
  public ModelStore withHub(String address) {
    try {
      return new ModelStore(home, URI.create(address), table, policy);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "hub: %s is not an address, expected one such as %s".formatted(address, HUB), e);
    }
  }

  /** The folder of this store. */
  public Path home() {
    return home;
  }

  /** The models that have a name, in the order of their names. */
  public List<KnownModel> known() {
    return table.all();
  }

  /**
   * Finds the file or folder that a user means.
   *
   * @param pathOrName a file, a folder with a {@code config.json} or a {@code modules.json}, or the
   *     name of a known model that was fetched before
   * @throws StoreException if there is no such file; the message says how to get it
   */
  public Path resolve(String pathOrName) throws StoreException {
    Path path = path(pathOrName);
    if (Files.isRegularFile(path)) {
      return path;
    }
    if (Files.isRegularFile(path.resolve(FOLDER_CONFIG))
        || Files.isRegularFile(path.resolve(FOLDER_MODULES))) {
      return path;
    }
    if (Files.isDirectory(path)) {
      throw new StoreException(
          "%s: is a folder without %s, expected a Hugging Face model folder or a .gguf file"
              .formatted(pathOrName, FOLDER_CONFIG));
    }
    if (!table.contains(pathOrName) && looksLikePath(pathOrName)) {
      throw new StoreException(
          "%s: no such file, expected a .gguf file, a model folder or one of the known models %s"
              .formatted(pathOrName, names()));
    }
    KnownModel model = table.get(pathOrName);
    if (!Pull.isKept(home, model)) {
      throw new StoreException(
          "%s: not in %s yet; fetch it with `millrace pull %s` or `scripts/fetch-model %s`"
              .formatted(model.name(), home, model.name(), model.name()));
    }
    return file(model);
  }

  /**
   * Fetches a known model unless it is there, and returns its file or folder; an earlier attempt is
   * continued.
   *
   * @throws StoreException if the name is unknown or the file cannot be had; what came is kept
   */
  public Path pull(String name, ProgressListener listener) throws StoreException {
    KnownModel model = table.get(name);
    try {
      Files.createDirectories(home);
      StoreLock.hold(
          home.resolve(model.file() + ".lock"),
          listener,
          () -> new Pull(home, hub, policy).run(model, digests(), listener));
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException(
          "%s: cannot be used as the model folder (%s); set MILLRACE_HOME to another"
              .formatted(home, e),
          e);
    }
    return file(model);
  }

  /**
   * The sha256 of a model file, 64 lower-case hexadecimal digits; computed once and then remembered
   * in this store while the file does not change.
   */
  public String digest(Path file) throws IOException {
    return digests().sha256(file);
  }

  private FileDigest digests() {
    return new FileDigest(home.resolve("digests"));
  }

  private Path file(KnownModel model) {
    return home.resolve(model.file());
  }

  private static boolean looksLikePath(String text) {
    return text.endsWith(".gguf") || text.indexOf('/') >= 0 || text.indexOf('\\') >= 0;
  }

  private String names() {
    return String.join(", ", known().stream().map(KnownModel::name).toList());
  }

  private static Path path(String pathOrName) throws StoreException {
    try {
      return Path.of(pathOrName);
    } catch (InvalidPathException e) {
      throw new StoreException(
          "model: %s is not a file name (%s)".formatted(pathOrName, e.getReason()), e);
    }
  }
}
