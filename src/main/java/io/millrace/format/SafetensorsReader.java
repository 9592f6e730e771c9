package io.millrace.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens safetensors models: {@code model.safetensors}, or the files that {@code
 * model.safetensors.index.json} names.
 *
 * <p>Reads headers only and checks all of them: {@code formats.md} lists the checks and the limits.
 */
public final class SafetensorsReader {

  /** The one file of a model that is not split. */
  public static final String WHOLE = "model.safetensors";

  /** Names the files of a model that is split. */
  public static final String INDEX = "model.safetensors.index.json";

  private static final String PICKLED = "pytorch_model.bin";

  private SafetensorsReader() {}

  /**
   * Opens one file.
   *
   * @throws FormatException if it is not a well-formed safetensors file
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile open(Path path) throws IOException {
    return open(List.of(path));
  }

  /**
   * Opens the model in a folder.
   *
   * @throws FormatException if there is none, a file is missing or not well-formed, or the index
   *     and the files differ
   * @throws IOException if a file cannot be read
   */
  public static SafetensorsFile openFolder(Path folder) throws IOException {
    Path whole = folder.resolve(WHOLE);
    if (Files.exists(whole)) {
      return open(whole);
    }
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index)) {
      String advice =
          Files.exists(folder.resolve(PICKLED))
              ? PICKLED + " is not read, so save the model anew with transformers"
              : "get the model in this form";
      throw new FormatException(
          "%s: no such file and no %s beside it, expected one of them; %s"
              .formatted(JsonFile.label(whole), INDEX, advice));
    }
    SafetensorsIndex shards = SafetensorsIndex.read(index);
    SafetensorsFile file = open(shards.paths());
    try {
      shards.check(file);
      return file;
    } catch (FormatException | RuntimeException | Error failure) {
      file.close();
      throw failure;
    }
  }

  private static SafetensorsFile open(List<Path> paths) throws IOException {
    List<SafetensorsPart> parts = new ArrayList<>();
    try {
      for (Path path : paths) {
        parts.add(openPart(path, parts.size()));
      }
      return new SafetensorsFile(paths, parts);
    } catch (IOException | RuntimeException | Error failure) {
      try {
        GgufReader.closeAll(parts);
      } catch (IOException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  private static SafetensorsPart openPart(Path path, int index) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FormatException(
          JsonFile.label(path) + ": is a folder, expected a safetensors file");
    }
    FileChannel channel = FileChannel.open(path);
    try {
      return SafetensorsPart.read(JsonFile.label(path), ByteSource.of(channel), index);
    } catch (IOException | RuntimeException | Error failure) {
      channel.close();
      throw failure;
    }
  }
}
