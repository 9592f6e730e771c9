package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left in place of a file by downloads that went wrong is named. */
class BadDownloadsTest extends EncoderFolder {

  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 90868376\n";
  private static final String PAGE = "\n<!DOCTYPE html>\n<html><body>Sign in</body></html>\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.safetensors",
        "tokenizer.json",
        "config.json",
        "1_Pooling/config.json",
        "modules.json",
        "3_Dense/model.safetensors"
      })
  void pointersAndPagesAreNamed(String file) throws IOException {
    copy("bert-residual");
    Path path = folder.resolve(file);
    Files.writeString(path, POINTER);
    String label = path.getParent().getFileName() + "/" + path.getFileName();
    assertFails(
        label
            + ": is a pointer of Git LFS, expected the file itself; get it with `git lfs pull` or"
            + " download it",
        ModelKind.TEXT_ENCODER);
    Files.writeString(path, PAGE);
    assertFails(
        label + ": is a web page, expected the file itself; download it from where it is kept",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void vocabulariesAreNoPointers() throws IOException {
    copy("bert-mean");
    Files.delete(folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("vocab.txt"), POINTER);
    assertFails(
        "model/vocab.txt: is a pointer of Git LFS, expected the file itself; get it with `git lfs"
            + " pull` or download it",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void filesThatWereCutShortAreToBeDownloadedAgain() throws IOException {
    copy("bert-mean");
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, "{\"version\": \"1.0\",");
    assertFails(
        "model/tokenizer.json: line 1, column 19: Unexpected end-of-input within/between Object"
            + " entries; if it was not edited, download it again",
        ModelKind.TEXT_ENCODER);
  }

  @Test
  void pickledWeightsAreNamed() throws IOException {
    copy("bert-residual");
    Files.move(
        folder.resolve("3_Dense/model.safetensors"), folder.resolve("3_Dense/pytorch_model.bin"));
    assertFails(
        "3_Dense/model.safetensors: no such file and no model.safetensors.index.json beside it,"
            + " expected one of them; pytorch_model.bin is not read, so save the model anew with"
            + " transformers",
        ModelKind.TEXT_ENCODER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "config.json"})
  void aFileOfAFolderIsNoModel(String name) throws IOException {
    copy("bert-mean");
    Path file = folder.resolve(name);
    FormatException error =
        assertThrows(FormatException.class, () -> ModelSource.open(file).close());
    assertEquals(
        "model/"
            + name
            + ": is a file of a model folder, expected the folder or a .gguf file; name the folder",
        error.getMessage());
  }

  @Test
  void aFirstModuleOfAnotherKindIsNamedThoughItIsTheOnlyOne() throws IOException {
    copy("bert-mean");
    Files.writeString(
        folder.resolve("modules.json"),
        "[{\"path\":\"\",\"type\":\"sentence_transformers.models.StaticEmbedding\"}]");
    assertFails(
        "model/modules.json: [0].type: found the string"
            + " \"sentence_transformers.models.StaticEmbedding\", expected a Transformer as the"
            + " first module",
        ModelKind.TEXT_ENCODER);
  }
}
