package io.millrace.kernel.jni;

import io.millrace.tensor.DataType;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One small quantized product with a known answer, before a freshly loaded library is trusted. */
final class NativeSelfTest {

  private static final int K = 32;

  /** Where the operands lie in one piece of memory. */
  private static final int ROW = 0;

  private static final int PANEL = 64;
  private static final int X = 1024;
  private static final int CODES = 1280;
  private static final int SCALES = 1344;
  private static final int SHIFTS = 1408;
  private static final int SUMS = 1472;
  private static final int OUT = 1536;
  private static final int BYTES = 2048;

  private NativeSelfTest() {}

  /** What went wrong, in one line, or empty if the library multiplies. */
  static Optional<String> obstacle() {
    long context = MillraceNative.mr_context_create(0, 1);
    long memory = MillraceNative.mr_allocate(BYTES);
    try {
      return context == 0 || memory == 0
          ? Optional.of("native library got no memory from the system")
          : judge(product(context, memory), expected());
    } finally {
      MillraceNative.mr_release(memory, BYTES);
      MillraceNative.mr_context_destroy(context);
    }
  }

  static Optional<String> judge(float found, float expected) {
    return found == expected
        ? Optional.empty()
        : Optional.of(
            "native library computed %s where %s is right; build it anew, or force another table with MILLRACE_ISA"
                .formatted(found, expected));
  }

  /** Element i of the weight, before its scale of 1/2: -8 to 7. */
  private static int code(int i) {
    return i < 16 ? i - 8 : 23 - i;
  }

  /** Whole numbers with 127 as the largest, so that rounding to int8 changes nothing. */
  private static int activation(int i) {
    return i == 0 ? 127 : 3 * i - 60;
  }

  /** All operations of the product are exact. */
  static float expected() {
    int sum = 0;
    for (int i = 0; i < K; i++) {
      sum += code(i) * activation(i);
    }
    return sum * 0.5f;
  }

  private static float product(long context, long memory) {
    ByteBuffer view = NativeMemory.view(memory, BYTES);
    view.putShort(ROW, (short) 0x3800); // 1/2 as a half
    for (int i = 0; i < 16; i++) {
      view.put(ROW + 2 + i, (byte) ((code(i) + 8) | (code(i + 16) + 8) << 4));
    }
    for (int i = 0; i < K; i++) {
      view.putFloat(X + 4 * i, activation(i));
    }
    int type = DataType.Q4_0.id();
    NativeKernels.check(MillraceNative.mr_pack(type, memory + ROW, 1, K, memory + PANEL), "pack");
    NativeKernels.check(
        MillraceNative.mr_quantize(
            context,
            memory + X,
            1,
            K,
            memory + CODES,
            memory + SCALES,
            memory + SHIFTS,
            memory + SUMS),
        "quantize");
    NativeKernels.check(
        MillraceNative.mr_linear_quantized(
            context,
            new long[] {type, memory + PANEL, 1, 0, memory + OUT},
            1,
            K,
            memory + CODES,
            memory + SCALES,
            memory + SHIFTS,
            memory + SUMS,
            1),
        "linear");
    return view.getFloat(OUT);
  }
}
