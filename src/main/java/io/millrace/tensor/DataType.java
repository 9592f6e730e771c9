package io.millrace.tensor;

import java.util.Arrays;
import java.util.Optional;

/**
 * How the elements of a tensor are stored: plain numbers, or blocks of quantized ones.
 *
 * <p>Names, numbers and sizes are those of the GGUF format; see {@code formats.md}.
 */
public enum DataType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  IQ4_NL(20, 32, 18),
  IQ4_XS(23, 256, 136),
  I8(24, 1, 1),
  I16(25, 1, 2),
  I32(26, 1, 4),
  I64(27, 1, 8),
  F64(28, 1, 8),
  BF16(30, 1, 2),
  MXFP4(39, 32, 17),
  NVFP4(40, 64, 36),
  Q1_0(41, 128, 18),
  Q2_0(42, 64, 18);

  private final int id;
  private final int blockSize;
  private final int blockBytes;

  DataType(int id, int blockSize, int blockBytes) {
    this.id = id;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
  }

  /** Returns the type with this GGUF number, or empty if it is not known. */
  public static Optional<DataType> ofId(int id) {
    return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
  }

  /** The number of this type in GGUF files and in the C interface. */
  public int id() {
    return id;
  }

  /** Elements in a block; 1 for plain numbers. */
  public int blockSize() {
    return blockSize;
  }

  /** Bytes in a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Whether elements are stored as blocks of integer codes with scales. */
  public boolean isQuantized() {
    return blockSize > 1;
  }

  /**
   * Returns the bytes of a row.
   *
   * @param k elements in the row, a multiple of {@link #blockSize}
   * @throws IllegalArgumentException if {@code k} is not such a multiple, or negative
   * @throws ArithmeticException if the row has 2^63 bytes or more
   */
  public long rowBytes(long k) {
    if (k < 0 || k % blockSize != 0) {
      throw new IllegalArgumentException(
          this + ": row has " + k + " elements, expected a multiple of " + blockSize);
    }
    return Math.multiplyExact(k / blockSize, (long) blockBytes);
  }
}
