package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonException;
import io.millrace.json.JsonValue;
import io.millrace.tokenizer.TextTokenizer;
import io.millrace.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The tokenizers of a Marian folder: a SentencePiece model for each side, and a vocabulary that
 * both share or, where there is a {@code target_vocab.json}, one for each.
 *
 * @param folder where they lie
 * @param settings the object of {@code tokenizer_config.json}, JSON's null where there is none
 */
record MarianFiles(Path folder, JsonValue settings) {

  static final String SOURCE = "source.spm";
  private static final String TARGET = "target.spm";
  private static final String VOCABULARY = "vocab.json";
  private static final String TARGET_VOCABULARY = "target_vocab.json";

  /** Whether a folder has such files. */
  static boolean areIn(Path folder) {
    return Files.isRegularFile(folder.resolve(SOURCE));
  }

  TextTokenizer source() throws IOException {
    return read(SOURCE, VOCABULARY);
  }

  TextTokenizer target() throws IOException {
    boolean apart = Files.isRegularFile(folder.resolve(TARGET_VOCABULARY));
    return read(TARGET, apart ? TARGET_VOCABULARY : VOCABULARY);
  }

  private TextTokenizer read(String pieces, String vocabulary) throws IOException {
    byte[] model = JsonFile.bytes(existing(pieces));
    Path ids = existing(vocabulary);
    try {
      return TokenizerFiles.marian(model, JsonFile.read(ids), settings);
    } catch (JsonException e) {
      throw new FormatException(JsonFile.label(ids) + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new FormatException(JsonFile.label(folder.resolve(pieces)) + ": " + e.getMessage());
    }
  }

  private Path existing(String name) throws FormatException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new FormatException(
          "%s: no such file, expected it beside %s; download it"
              .formatted(JsonFile.label(file), SOURCE));
    }
    return file;
  }
}
