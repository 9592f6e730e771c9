package io.millrace.kernel.jni;

import java.util.Optional;

/** The native library, loaded and tried out once a JVM, or the reason why it could not be. */
final class NativeLibrary {

  static final int ABI_VERSION = 5;

  private static final String CACHE_OPTION = "-Dorg.bytedeco.javacpp.cachedir=DIR";

  /** Set before the first use of the class, so never changes. */
  private static final Optional<String> OBSTACLE = load();

  private NativeLibrary() {}

  /** Why it cannot be used here and what to do about it, in one line, or empty if it can. */
  static Optional<String> obstacle() {
    return OBSTACLE;
  }

  @SuppressWarnings({"LinkageErrorCaught", "try"}) // the lock is only held
  private static Optional<String> load() {
    try (LoaderLock lock = LoaderLock.acquire()) {
      Optional<String> wrongVersion = versionObstacle(MillraceNative.mr_abi_version());
      return wrongVersion.isPresent() ? wrongVersion : NativeSelfTest.obstacle();
    } catch (LinkageError | RuntimeException error) {
      return Optional.of(explain(error));
    }
  }

  /** Why a library with this interface version cannot be used, or empty if it can. */
  static Optional<String> versionObstacle(int version) {
    return version == ABI_VERSION
        ? Optional.empty()
        : Optional.of(
            "native library has interface version %d, expected %d; remove the stale copy that java.library.path or the JavaCPP cache holds"
                .formatted(version, ABI_VERSION));
  }

  /** Says in one line why loading failed, and what to do. */
  static String explain(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return root.getClass().getSimpleName() + ": " + message + remedy(message);
  }

  private static String remedy(String message) {
    if (message.contains("GLIBC")) {
      return "; this system's C library is older than the one the natives need (2.35):"
          + " use a newer system, or build Millrace on this one";
    }
    if (message.contains("create the cache") || message.contains("Permission denied")) {
      return "; name a folder that this user may write with " + CACHE_OPTION;
    }
    if (message.contains("failed to map segment")) {
      return "; the folder may be mounted noexec: name another with " + CACHE_OPTION;
    }
    if (message.contains("jnijavacpp") || message.contains("jniMillraceNative")) {
      return "; put the jars with natives for this platform (millrace, and javacpp with its"
          + " classifier) on the class path";
    }
    if (message.contains("org/bytedeco/javacpp") || message.contains("org.bytedeco.javacpp.")) {
      return "; put org.bytedeco:javacpp on the class path";
    }
    return "";
  }
}
