package io.millrace.kernel.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The native library is loaded, or passed over with one clear line, whatever the surroundings. */
class NativeLoadingTest {

  private static final String PLATFORM = "linux-x86_64";
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  @TempDir private Path folder;

  private static String model() {
    return TinyModels.path("llama-tied").toString();
  }

  private static boolean isJava(String entry) {
    return !entry.contains(PLATFORM);
  }

  /** Only what the kernels need, so that the child starts fast and the cache stays small. */
  private static boolean isNeeded(String entry) {
    return !entry.contains("openblas");
  }

  private static void assertJavaKernels(ChildJvm.Outcome outcome, String reason) {
    assertEquals(0, outcome.exit(), () -> outcome.toString());
    assertEquals(1, outcome.reasons().size(), () -> outcome.toString());
    assertTrue(outcome.reasons().get(0).contains(reason), () -> outcome.toString());
  }

  private static void assertNative(ChildJvm.Outcome outcome) {
    assertEquals(0, outcome.exit(), () -> outcome.toString());
    assertEquals(List.of(), outcome.reasons());
  }

  @Test
  void runsAModelWithoutNativesAndSaysWhy() throws Exception {
    ChildJvm.Outcome stripped =
        ChildJvm.filtered(folder.resolve("millrace.jar"), NativeLoadingTest::isJava)
            .run("auto", model());
    assertJavaKernels(stripped, "natives for this platform");
    ChildJvm.Outcome complete = ChildJvm.same().run("auto", model());
    assertNative(complete);
    assertEquals(complete.output(), stripped.output());
    assertTrue(stripped.output().get(0).startsWith("tokens ["), stripped::toString);
  }

  @Test
  void runsAModelWithoutJavaCpp() throws Exception {
    ChildJvm.Outcome outcome =
        ChildJvm.filtered(folder.resolve("millrace.jar"), entry -> !entry.contains("javacpp"))
            .run("auto", model());
    assertJavaKernels(outcome, "put org.bytedeco:javacpp on the class path");
  }

  @Test
  void refusesToRunJavaWhereNativeIsDemanded() throws Exception {
    ChildJvm.Outcome outcome =
        ChildJvm.filtered(folder.resolve("millrace.jar"), NativeLoadingTest::isJava).run("native");
    assertNotEquals(0, outcome.exit());
    String errors = String.join("\n", outcome.errors());
    assertTrue(errors.contains("java.lang.IllegalStateException: kernels: native"), errors);
    assertTrue(errors.contains("natives for this platform"), errors);
  }

  @Test
  void startsTwiceAtOnceOnAnEmptyCache() throws Exception {
    ChildJvm jvm = ChildJvm.filtered(folder.resolve("millrace.jar"), NativeLoadingTest::isNeeded);
    for (int round = 0; round < 3; round++) {
      Path cache = folder.resolve("cache" + round).resolve("deep");
      jvm.property(CACHE, cache);
      List<ChildJvm.Running> running = List.of(jvm.start("native"), jvm.start("native"));
      for (ChildJvm.Running child : running) {
        assertNative(child.await());
      }
      assertTrue(holdsLibrary(cache), "the library was extracted to another folder");
    }
  }

  private static boolean holdsLibrary(Path cache) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.anyMatch(file -> file.endsWith("libjniMillraceNative.so"));
    }
  }

  /** A file where folders should be stops even the superuser. */
  @Test
  void takesAnotherFolderIfTheHomeCannotBeWritten() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    ChildJvm.Outcome outcome =
        ChildJvm.filtered(folder.resolve("millrace.jar"), NativeLoadingTest::isNeeded)
            .property("user.home", file)
            .property("java.io.tmpdir", temporary)
            .run("auto");
    assertNative(outcome);
    assertTrue(holdsLibrary(temporary));
  }

  @Test
  void runsOnJavaKernelsIfNoFolderCanBeWritten() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    ChildJvm.Outcome outcome =
        ChildJvm.filtered(folder.resolve("millrace.jar"), NativeLoadingTest::isNeeded)
            .property(CACHE, file.resolve("cache"))
            .property("user.home", file)
            .property("java.io.tmpdir", file)
            .run("auto");
    assertJavaKernels(outcome, "-Dorg.bytedeco.javacpp.cachedir=DIR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"generic", "avx2", "avx512", "neon", "AVX2"})
  void takesTheTableThatTheEnvironmentNames(String isa) throws Exception {
    ChildJvm.Outcome outcome = ChildJvm.same().environment("MILLRACE_ISA", isa).run("auto");
    if (new NativeProvider(isa).obstacle().isPresent()) {
      assertJavaKernels(outcome, "which this CPU cannot run");
    } else {
      assertNative(outcome);
      assertEquals(List.of("kernels " + isa.toLowerCase(Locale.ROOT)), outcome.output());
    }
  }

  @Test
  void namesTheTablesIfTheEnvironmentNamesNone() throws Exception {
    ChildJvm.Outcome outcome = ChildJvm.same().environment("MILLRACE_ISA", "nonsense").run("auto");
    assertJavaKernels(
        outcome, "MILLRACE_ISA is nonsense, expected one of best, generic, avx2, avx512, neon");
  }
}
