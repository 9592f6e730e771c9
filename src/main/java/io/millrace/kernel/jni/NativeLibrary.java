package io.millrace.kernel.jni;

import java.util.Optional;

/** The native library, loaded once a JVM, or the reason why it could not be. */
final class NativeLibrary {

  private static final int ABI_VERSION = 1;

  /** Set before the first use of the class, so never changes. */
  private static final Optional<String> OBSTACLE = load();

  private NativeLibrary() {}

  /** Why it cannot be used here and what to do about it, in one line, or empty if it can. */
  static Optional<String> obstacle() {
    return OBSTACLE;
  }

  @SuppressWarnings("LinkageErrorCaught")
  private static Optional<String> load() {
    try {
      int version = MillraceNative.mr_abi_version();
      return version == ABI_VERSION
          ? Optional.empty()
          : Optional.of(
              "native library has interface version %d, expected %d; remove the stale copy that java.library.path or the JavaCPP cache holds"
                  .formatted(version, ABI_VERSION));
    } catch (LinkageError | RuntimeException error) {
      return Optional.of(explain(error));
    }
  }

  private static String explain(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    String what = root.getClass().getSimpleName() + ": " + message;
    if (message.contains("GLIBC")) {
      return what + "; this system's C library is older than the one the natives need (2.35)";
    }
    if (message.contains("jnijavacpp") || message.contains("jniMillraceNative")) {
      return what
          + "; put the jars with natives for this platform (millrace and javacpp with its classifier)"
          + " on the class path, and see that the loader's cache is writable"
          + " (-Dorg.bytedeco.javacpp.cachedir=DIR)";
    }
    return what;
  }
}
