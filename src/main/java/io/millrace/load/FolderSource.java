package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.format.SafetensorsFile;
import io.millrace.format.SafetensorsReader;
import io.millrace.format.SafetensorsTensor;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.load.ModelFacts.TypeFacts;
import io.millrace.model.Metadata;
import io.millrace.tensor.DataType;
import io.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A model in a Hugging Face folder. */
final class FolderSource implements ModelSource {

  private static final String CONFIG = "config.json";

  private final ModuleList modules;
  private final Path folder;
  private final FolderFamily family;
  private final FolderConfig config;
  private final SafetensorsFile file;
  private final FolderTensors tensors;

  private FolderSource(
      ModuleList modules, FolderFamily family, FolderConfig config, SafetensorsFile file)
      throws IOException {
    this.modules = modules;
    folder = modules.model();
    this.family = family;
    this.config = config;
    this.file = file;
    tensors = new FolderTensors(file, family, config);
  }

  /**
   * Opens a folder; one of sentence-transformers may have the model in a folder inside.
   *
   * @throws FormatException if a file is missing or not well-formed, or the model is not supported
   * @throws IOException if a file cannot be read
   */
  static FolderSource open(Path folder) throws IOException {
    ModuleList modules = ModuleList.of(folder);
    JsonField root = readConfig(modules.model());
    try {
      FolderFamily family = FolderFamilies.of(root);
      FolderConfig config = FolderConfig.of(family, root);
      return open(modules, family, config);
    } catch (JsonException e) {
      throw inConfig(modules.model(), e);
    }
  }

  private static FolderSource open(ModuleList modules, FolderFamily family, FolderConfig config)
      throws IOException {
    SafetensorsFile file = SafetensorsReader.openFolder(modules.model());
    try {
      return new FolderSource(modules, family, config, file);
    } catch (JsonException e) {
      file.close();
      throw e;
    } catch (IllegalArgumentException e) {
      file.close();
      throw new FormatException(nameOf(modules.folder()) + ": " + e.getMessage());
    }
  }

  /** The members of a folder's {@code config.json}. */
  static JsonField readConfig(Path folder) throws IOException {
    Path path = folder.resolve(CONFIG);
    if (!Files.isRegularFile(path)) {
      throw new FormatException(
          nameOf(folder)
              + ": no config.json, expected a Hugging Face model folder or a .gguf file");
    }
    JsonField root = JsonFile.read(path).at("");
    try {
      root.object();
      return root;
    } catch (JsonException e) {
      throw inConfig(folder, e);
    }
  }

  /** Says in which config something is wrong. */
  static FormatException inConfig(Path folder, JsonException e) {
    return new FormatException(JsonFile.label(folder.resolve(CONFIG)) + ": " + e.getMessage());
  }

  private static String nameOf(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  /** The modules it is the first of, none of most models. */
  ModuleList modules() {
    return modules;
  }

  /** Where it lies. */
  Path folder() {
    return folder;
  }

  /** The members of its {@code config.json}. */
  JsonField root() {
    return config.root();
  }

  /** What it is for, and why. */
  FolderKind kindOfFolder() {
    return new FolderKind(modules, architecture(), root());
  }

  @Override
  public ModelKind kind() throws IOException {
    try {
      return kindOfFolder().kind();
    } catch (JsonException e) {
      throw inConfig(folder, e);
    }
  }

  @Override
  public String name() {
    return nameOf(modules.folder());
  }

  @Override
  public String title() {
    return name();
  }

  @Override
  public String architecture() {
    return family.architecture();
  }

  @Override
  public Metadata metadata() {
    return config;
  }

  @Override
  public StoredTensors tensors() {
    return tensors;
  }

  @Override
  public long parameters() {
    return file.tensors().stream().mapToLong(tensor -> tensor.shape().elements()).sum();
  }

  @Override
  public Map<DataType, TypeFacts> types() {
    Map<DataType, TypeFacts> types = new EnumMap<>(DataType.class);
    for (SafetensorsTensor tensor : file.tensors()) {
      tensor
          .type()
          .dataType()
          .ifPresent(type -> types.merge(type, new TypeFacts(1, tensor.bytes()), TypeFacts::plus));
    }
    return types;
  }

  @Override
  public long bytes() {
    return file.bytes();
  }

  @Override
  public String tokenizerKind() {
    return VocabularyFiles.kind(folder);
  }

  @Override
  public Tokenizer tokenizer() throws IOException {
    return FolderTokenizer.of(folder).load();
  }

  @Override
  public Optional<SourceText> sourceText(Tokenizer target) throws IOException {
    return SourceFamilies.have(family)
        ? Optional.of(FolderTokenizer.of(folder).sourceText((EndingTokenizer) target))
        : Optional.empty();
  }

  @Override
  public GenerationDefaults generation() throws IOException {
    return FolderGeneration.read(folder);
  }

  @Override
  public Optional<String> chatTemplate() throws IOException {
    return new FolderTemplate(folder).read();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
