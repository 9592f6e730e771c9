package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.tokenizer.TextTokenizer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An open encoder, whatever it is kept in. */
interface EncoderSource extends Closeable {

  /** Opens what a model needs to be used as an encoder. */
  static EncoderSource open(ModelSource model, Path path) throws IOException {
    if (model instanceof FolderSource folder && Files.isDirectory(path)) {
      return FolderEncoder.open(folder);
    }
    throw new FormatException(
        model.name() + ": is a GGUF file, expected a Hugging Face model folder");
  }

  /** Its tensors, those of its head included. */
  StoredTensors tensors();

  /** What its vectors or labels are made by. */
  ReadoutPlan readout();

  /** How it is to be used. */
  EncoderSettings settings();

  /** Its tokenizer. */
  TextTokenizer tokenizer();
}
