package io.millrace.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a job, checked before anything is written. */
record JobFiles(Path input, Path output, Path errors) {

  void prepare(boolean overwrite) throws IOException {
    if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
      throw new JobRefusedException("input: " + input + " is no file that can be read");
    }
    expectDistinct("output", output, "input", input);
    expectDistinct("errors", errors, "input", input);
    expectDistinct("errors", errors, "output", output);
    expectFree("output", output, overwrite);
    expectFree("errors", errors, overwrite);
    Files.deleteIfExists(errors);
  }

  private static void expectDistinct(String name, Path path, String otherName, Path other)
      throws IOException {
    boolean same =
        path.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())
            || (Files.exists(path) && Files.exists(other) && Files.isSameFile(path, other));
    if (same) {
      throw new JobRefusedException(
          name + ": " + path + " is also the " + otherName + ", expected another file");
    }
  }

  private static void expectFree(String name, Path path, boolean overwrite) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new JobRefusedException(name + ": the folder of " + path + " does not exist");
    }
    if (Files.exists(path) && (!overwrite || !Files.isRegularFile(path))) {
      throw new JobRefusedException(
          name + ": " + path + " exists; name another file, or replace it with --overwrite");
    }
  }
}
