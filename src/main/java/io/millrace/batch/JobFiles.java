package io.millrace.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a job, checked before anything is written. */
record JobFiles(Path input, Path output, Path errors, Path journal) {

  static JobFiles of(BatchJob job) {
    return new JobFiles(job.input().file(), job.output(), job.errors(), job.journal());
  }

  /** Checks all but whether they are in the way. */
  void check() throws IOException {
    if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
      throw new JobRefusedException("input: " + input + " is no file that can be read");
    }
    expectDistinct("output", output, "input", input);
    expectDistinct("errors", errors, "input", input);
    expectDistinct("errors", errors, "output", output);
    expectDistinct("journal", journal, "input", input);
    expectDistinct("journal", journal, "output", output);
    expectDistinct("journal", journal, "errors", errors);
    expectFolder("output", output);
    expectFolder("errors", errors);
    expectFolder("journal", journal);
    if (!OutputFile.isRegular(journal)) {
      throw new JobRefusedException(
          "journal: " + journal + " is no ordinary file; name one with --journal");
    }
    if (!OutputFile.isRegular(errors) && !Files.exists(errors)) {
      throw new JobRefusedException(
          "errors: " + errors + " would be a file among devices; name one with --errors");
    }
  }

  /** Checks that output and errors do not exist, unless they are pipes or devices. */
  void expectFree() throws JobRefusedException {
    expectFree("output", output);
    expectFree("errors", errors);
  }

  private static void expectFree(String name, Path path) throws JobRefusedException {
    if (Files.exists(path) && OutputFile.isRegular(path)) {
      throw new JobRefusedException(
          name + ": " + path + " exists; name another file, or replace it with --overwrite");
    }
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

  private static void expectFolder(String name, Path path) throws JobRefusedException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new JobRefusedException(name + ": the folder of " + path + " does not exist");
    }
    if (Files.isDirectory(path)) {
      throw new JobRefusedException(name + ": " + path + " is a folder, expected a file");
    }
  }
}
