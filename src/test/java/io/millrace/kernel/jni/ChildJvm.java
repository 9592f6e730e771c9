package io.millrace.kernel.jni;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A Java virtual machine of its own that runs {@link LoadingProbe}, to be started once. */
final class ChildJvm {

  private static final long SECONDS = 120;

  private final List<String> classPath;
  private final Map<String, String> properties = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();

  private ChildJvm(List<String> classPath) {
    this.classPath = classPath;
  }

  /** What a run printed and how it ended. */
  record Outcome(int exit, List<String> output, List<String> errors) {

    /** The lines that tell why kernels were passed over. */
    List<String> reasons() {
      return errors.stream().filter(line -> line.contains("not using native")).toList();
    }
  }

  /** With the class path of this JVM. */
  static ChildJvm same() {
    return new ChildJvm(List.of(System.getProperty("java.class.path").split(":", -1)));
  }

  /** With the jars of this JVM that suit, and a jar of the project's classes that suit. */
  static ChildJvm filtered(Path jar, Predicate<String> keep) throws IOException {
    List<String> kept = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (entry.endsWith("classes") && !entry.endsWith("test-classes")) {
        pack(Path.of(entry), jar, keep);
        kept.add(jar.toString());
      } else if (keep.test(entry)) {
        kept.add(entry);
      }
    }
    return new ChildJvm(kept);
  }

  private static void pack(Path folder, Path jar, Predicate<String> keep) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(file).toString();
        if (keep.test(name)) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
        }
      }
    }
  }

  ChildJvm property(String name, Object value) {
    properties.put(name, value.toString());
    return this;
  }

  ChildJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs to its end. */
  Outcome run(String... arguments) throws IOException, InterruptedException {
    return start(arguments).await();
  }

  /** Starts, without waiting. */
  Running start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:TieredStopAtLevel=1");
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-cp");
    command.add(String.join(":", classPath));
    command.add(LoadingProbe.class.getName());
    command.addAll(Arrays.asList(arguments));
    Path output = Files.createTempFile("millrace-child", ".out");
    Path errors = Files.createTempFile("millrace-child", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().remove("MILLRACE_ISA");
    builder.environment().putAll(environment);
    return new Running(builder.start(), output, errors);
  }

  /** A virtual machine at work. */
  record Running(Process process, Path output, Path errors) {

    Outcome await() throws IOException, InterruptedException {
      try {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(
              "the child did not end within " + SECONDS + " s: " + lines(errors));
        }
        return new Outcome(process.exitValue(), lines(output), lines(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    }

    private static List<String> lines(Path file) {
      try {
        return Files.readAllLines(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
