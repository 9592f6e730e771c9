package io.millrace.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens GGUF files of versions 2 and 3.
 *
 * <p>Reads the header only, a few megabytes at most, and checks all of it: {@code formats.md} lists
 * the checks and the limits.
 */
public final class GgufReader {

  private GgufReader() {}

  /**
   * Opens a model. Given any file of a split model, {@code NAME-00002-of-00003.gguf}, opens all of
   * them.
   *
   * @throws FormatException if a file is not a well-formed GGUF file, or a part is missing
   * @throws IOException if a file cannot be read
   */
  public static GgufFile open(Path path) throws IOException {
    List<Path> paths = SplitName.of(path).map(SplitName::all).orElse(List.of(path));
    List<GgufPart> parts = new ArrayList<>();
    try {
      for (Path part : paths) {
        checkPresent(part, path, paths.size());
        parts.add(openPart(part, parts.size()));
        SplitKeys.check(parts.get(parts.size() - 1), parts.size() - 1, paths.size());
      }
      SplitKeys.checkTensors(parts);
      return new GgufFile(parts);
    } catch (IOException | RuntimeException | Error failure) {
      try {
        closeAll(parts);
      } catch (IOException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /** Closes all, even if closing one fails; then throws the first failure. */
  static void closeAll(List<? extends Closeable> all) throws IOException {
    IOException first = null;
    for (Closeable one : all) {
      try {
        one.close();
      } catch (IOException failure) {
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static void checkPresent(Path part, Path asked, int count) throws IOException {
    if (Files.isDirectory(part)) {
      throw new FormatException(part + ": is a folder, expected a GGUF file; name the file in it");
    }
    if (Files.exists(part)) {
      return;
    }
    if (count == 1) {
      throw new NoSuchFileException(
          part.toString(), null, "no such file, expected a GGUF file; check the path");
    }
    throw new FormatException(
        "%s: no such file, expected all %d parts of %s in one folder; download the missing part"
            .formatted(part, count, asked.getFileName()));
  }

  private static GgufPart openPart(Path path, int index) throws IOException {
    FileChannel channel = FileChannel.open(path);
    try {
      return GgufPart.read(String.valueOf(path.getFileName()), ByteSource.of(channel), index);
    } catch (IOException | RuntimeException | Error failure) {
      channel.close();
      throw failure;
    }
  }
}
