package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.GgufReader;
import io.millrace.format.JsonFile;
import io.millrace.load.ModelFacts.TypeFacts;
import io.millrace.model.Metadata;
import io.millrace.tensor.DataType;
import io.millrace.tokenizer.Tokenizer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An open model, whatever it is kept in. */
interface ModelSource extends Closeable {

  /** Opens a GGUF file or a Hugging Face folder. */
  static ModelSource open(Path path) throws IOException {
    String name = String.valueOf(path.getFileName());
    boolean part = List.of(".safetensors", ".json").stream().anyMatch(name::endsWith);
    if (part && Files.isRegularFile(path)) {
      throw new FormatException(
          JsonFile.label(path)
              + ": is a file of a model folder, expected the folder or a .gguf file; name the"
              + " folder");
    }
    return Files.isDirectory(path)
        ? FolderSource.open(path)
        : new GgufSource(GgufReader.open(path));
  }

  /** The name of the file or folder, for messages. */
  String name();

  /** What the model calls itself, or the file's name. */
  String title() throws FormatException;

  /** Its architecture's name in the GGUF convention, empty if the file does not say. */
  String architecture() throws FormatException;

  /** What it is for. */
  ModelKind kind() throws IOException;

  Metadata metadata();

  StoredTensors tensors();

  /** Elements of all tensors. */
  long parameters();

  /** The tensors of each type. */
  Map<DataType, TypeFacts> types();

  /** The size of all files in bytes. */
  long bytes();

  /** Its tokenizer's kind, for people. */
  String tokenizerKind() throws FormatException;

  /** Makes its tokenizer. */
  Tokenizer tokenizer() throws IOException;

  /**
   * How it reads sources, if its network needs them.
   *
   * @param target the tokenizer that {@link #tokenizer} made
   */
  Optional<SourceText> sourceText(Tokenizer target) throws IOException;

  /** How it says that tokens are generated. */
  GenerationDefaults generation() throws IOException;

  /** How messages become a prompt, if it says so. */
  Optional<String> chatTemplate() throws IOException;
}
