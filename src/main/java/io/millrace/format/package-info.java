/**
 * Model files on disk: bytes to named tensors and metadata, and back.
 *
 * <p>{@link io.millrace.format.GgufReader} opens a GGUF file as a {@link
 * io.millrace.format.GgufFile}; {@link io.millrace.format.GgufWriter} writes one. {@link
 * io.millrace.format.SafetensorsReader} opens safetensors files. A file is untrusted input: every
 * count, length, offset and extent is checked before it is used, and what is wrong is told by a
 * {@link io.millrace.format.FormatException}. Files are read by position, never mapped, because
 * reading a mapped file that was cut short ends the JVM.
 *
 * <p>This package knows nothing of models and may import {@code tensor} and {@code json} only.
 */
package io.millrace.format;
