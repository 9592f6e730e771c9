package io.millrace.kernel.jni;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Platform;

/**
 * One Java method per function of {@code native/include/millrace.h}, in the same order. No logic.
 *
 * <p>Pointers travel as addresses. OpenBLAS is preloaded where it is on the class path and found by
 * the C side at run time; without it everything but {@code --f32 openblas} works.
 */
@Platform(
    cinclude = "millrace.h",
    link = {"dl", "millrace#"},
    preload = {"gcc_s@.1", "quadmath@.0", "gfortran@.5", "openblas@.0"},
    preloadresource = "/org/bytedeco/openblas/")
@NoException
final class MillraceNative {

  static {
    Loader.load();
  }

  private MillraceNative() {}

  static native int mr_abi_version();

  static native int mr_isa_supported(int isa);

  static native int mr_isa_best();

  static native int mr_blas_available();

  static native @Cast("long") long mr_context_create(int isa, int threads);

  static native void mr_context_destroy(@Cast("mr_context *") long context);

  static native @Cast("long") long mr_allocate(long bytes);

  static native void mr_release(@Cast("void *") long memory, long bytes);

  static native long mr_panel_bytes(int type, long k);

  static native int mr_pack(
      int type, @Cast("const uint8_t *") long rows, long m, long k, @Cast("uint8_t *") long panels);

  static native int mr_embed(
      @Cast("mr_context *") long context,
      int type,
      @Cast("const uint8_t *") long panels,
      @Cast("const int32_t *") long ids,
      long n,
      long k,
      float factor,
      @Cast("float *") long out);

  static native int mr_quantize(
      @Cast("mr_context *") long context,
      @Cast("const float *") long x,
      long n,
      long k,
      @Cast("int8_t *") long codes,
      @Cast("float *") long scales,
      @Cast("int32_t *") long shifts,
      @Cast("int32_t *") long sums);

  static native int mr_linear_float(
      @Cast("mr_context *") long context,
      int type,
      @Cast("const uint8_t *") long panels,
      long m,
      long k,
      @Cast("const float *") long x,
      long n,
      @Cast("const float *") long bias,
      @Cast("float *") long out);

  static native int mr_linear_quantized(
      @Cast("mr_context *") long context,
      @Cast("const mr_product *") long[] products,
      int count,
      long k,
      @Cast("const int8_t *") long codes,
      @Cast("const float *") long scales,
      @Cast("const int32_t *") long shifts,
      @Cast("const int32_t *") long sums,
      long n);

  static native int mr_rms_norm(
      @Cast("mr_context *") long context,
      @Cast("const float *") long x,
      @Cast("const float *") long gain,
      float epsilon,
      @Cast("float *") long out,
      long n,
      long d);

  static native int mr_layer_norm(
      @Cast("mr_context *") long context,
      @Cast("const float *") long x,
      @Cast("const float *") long gain,
      @Cast("const float *") long bias,
      float epsilon,
      @Cast("float *") long out,
      long n,
      long d);

  static native int mr_rotate(
      @Cast("mr_context *") long context,
      @Cast("float *") long x,
      long n,
      long heads,
      long e,
      long r,
      @Cast("const float *") long cosine,
      @Cast("const float *") long sine);

  static native int mr_activate(
      @Cast("mr_context *") long context,
      int f,
      @Cast("const float *") long x,
      @Cast("float *") long out,
      long count);

  static native int mr_gate(
      @Cast("mr_context *") long context,
      int f,
      @Cast("const float *") long gate,
      @Cast("const float *") long up,
      @Cast("float *") long out,
      long count);

  static native int mr_add(
      @Cast("mr_context *") long context,
      @Cast("const float *") long a,
      @Cast("const float *") long b,
      @Cast("float *") long out,
      long count);

  static native int mr_scale(
      @Cast("mr_context *") long context, @Cast("float *") long x, float factor, long count);

  static native int mr_soft_cap(
      @Cast("mr_context *") long context, @Cast("float *") long x, float cap, long count);

  static native int mr_store(
      @Cast("mr_context *") long context,
      @Cast("const float *") long keys,
      @Cast("const float *") long values,
      @Cast("uint8_t *") long cache,
      int type,
      long g,
      long e,
      @Cast("const int32_t *") long sequences,
      long count,
      @Cast("const int32_t *") long blocks);

  static native int mr_attend(
      @Cast("mr_context *") long context,
      @Cast("const float *") long q,
      @Cast("const uint8_t *") long cache,
      int type,
      long h,
      long g,
      long e,
      @Cast("const int32_t *") long sequences,
      long count,
      @Cast("const int32_t *") long blocks,
      float scale,
      float softCap,
      int window,
      int full,
      @Cast("const float *") long bias,
      long reach,
      @Cast("float *") long out);

  static native int mr_sum_exponentials(
      @Cast("mr_context *") long context,
      @Cast("const float *") long x,
      long n,
      long c,
      @Cast("float *") long maximum,
      @Cast("float *") long sum);

  static native int mr_top(
      @Cast("mr_context *") long context,
      @Cast("const float *") long x,
      long n,
      long c,
      long count,
      @Cast("float *") long values,
      @Cast("int32_t *") long columns);

  static native int mr_draw(
      @Cast("mr_context *") long context,
      @Cast("const float *") long x,
      long n,
      long c,
      long width,
      long draws,
      @Cast("const int32_t *") long rows,
      @Cast("const float *") long factors,
      @Cast("const int32_t *") long topK,
      @Cast("const float *") long topP,
      @Cast("const float *") long minP,
      @Cast("const int32_t *") long uniforms,
      @Cast("float *") long values,
      @Cast("int32_t *") long columns);

  static native double mr_probe_int8(@Cast("mr_context *") long context, double seconds);

  static native double mr_probe_f32(@Cast("mr_context *") long context, double seconds);

  static native double mr_probe_read(@Cast("mr_context *") long context, double seconds);
}
