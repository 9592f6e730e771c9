package io.millrace.kernel.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.KernelProvider;
import io.millrace.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the library is asked before it is trusted, and how a failure is told. */
class NativeLibraryTest {

  @Test
  void loadsHere() {
    assertEquals(Optional.empty(), NativeLibrary.obstacle());
    assertEquals(NativeLibrary.ABI_VERSION, MillraceNative.mr_abi_version());
  }

  @Test
  void eachTableOpensByItsName() {
    List<String> names = new NativeProvider().tables().stream().map(KernelProvider::name).toList();
    assertTrue(names.contains("generic"), names.toString());
    for (String name : names) {
      try (Kernels kernels = KernelChoice.open(name, 1)) {
        assertEquals(name, kernels.name());
      }
    }
  }

  @Test
  void refusesAnotherVersion() {
    assertEquals(Optional.empty(), NativeLibrary.versionObstacle(NativeLibrary.ABI_VERSION));
    String told = NativeLibrary.versionObstacle(7).orElseThrow();
    assertTrue(told.startsWith("native library has interface version 7, expected "), told);
  }

  @Test
  void multipliesBeforeItIsTrusted() {
    assertEquals(Optional.empty(), NativeSelfTest.obstacle());
    assertEquals(-640f, NativeSelfTest.expected());
    String told = NativeSelfTest.judge(1f, 2f).orElseThrow();
    assertTrue(told.startsWith("native library computed 1.0 where 2.0 is right"), told);
    assertTrue(NativeSelfTest.judge(Float.NaN, 2f).isPresent());
  }

  private static void assertRemedy(String message, String remedy) {
    Throwable error = new UnsatisfiedLinkError("no jniMillraceNative in java.library.path");
    error.initCause(new UnsatisfiedLinkError(message));
    String told = NativeLibrary.explain(new ExceptionInInitializerError(error));
    assertEquals(1, told.lines().count(), told);
    assertTrue(told.startsWith("UnsatisfiedLinkError: " + message.lines().findFirst().get()), told);
    assertTrue(told.contains(remedy), told);
  }

  @Test
  void tellsWhatToDo() {
    assertRemedy(
        "/c/libjniMillraceNative.so: /lib/libc.so.6: version `GLIBC_2.35' not found (required by"
            + " x)",
        "older than the one the natives need (2.35)");
    assertRemedy(
        "/c/libjniMillraceNative.so: failed to map segment from shared object", "mounted noexec");
    assertRemedy("Could not create the cache: Set the property.\nmore", "may write");
    assertRemedy(
        "Could not find jnijavacpp in class, module, and library paths.", "javacpp with its");
    assertEquals(
        "NoClassDefFoundError: org/bytedeco/javacpp/Loader; put org.bytedeco:javacpp on the class"
            + " path",
        NativeLibrary.explain(new NoClassDefFoundError("org/bytedeco/javacpp/Loader")));
    assertEquals("IllegalStateException: null", NativeLibrary.explain(new IllegalStateException()));
  }

  @SuppressWarnings("try") // the lock is only held
  @Test
  void waitsForTheLockButNotForEver(@TempDir Path folder) throws IOException {
    Duration patience = Duration.ofMillis(200);
    try (LoaderLock held = LoaderLock.acquire(folder, patience)) {
      long start = System.nanoTime();
      LoaderLock.acquire(folder, patience).close();
      assertTrue(System.nanoTime() - start >= patience.toNanos());
    }
    long start = System.nanoTime();
    LoaderLock.acquire(folder, Duration.ofSeconds(30)).close();
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos());
  }
}
