package io.millrace.kernel.jni;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Platform;

/**
 * One Java method per function of {@code native/include/millrace.h}, in the same order. No logic.
 */
@Platform(
    cinclude = "millrace.h",
    link = {"dl", "millrace#"})
@NoException
final class MillraceNative {

  static {
    Loader.load();
  }

  private MillraceNative() {}

  static native int mr_abi_version();
}
