package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Byte strings laid end to end in one array, so that 262,144 of them cost two objects.
 *
 * <p>String {@code i} is the bytes from {@code offsets[i]} up to {@code offsets[i + 1]}. The arrays
 * are kept, not copied: whoever makes a {@code PackedStrings} gives them up.
 */
public final class PackedStrings {

  private final byte[] bytes;
  private final int[] offsets;

  /**
   * Wraps the two arrays.
   *
   * @param bytes the strings, usually UTF-8, with nothing between them
   * @param offsets one more entry than there are strings; ascending, within {@code bytes}
   * @throws IllegalArgumentException if {@code offsets} is empty, descends or leaves {@code bytes}
   */
  public PackedStrings(byte[] bytes, int[] offsets) {
    this.bytes = bytes;
    this.offsets = offsets;
    checkOffsets();
  }

  /** Packs the UTF-8 form of each string. */
  public static PackedStrings of(Iterable<String> strings) {
    Builder builder = new Builder();
    for (String string : strings) {
      byte[] utf8 = string.getBytes(UTF_8);
      builder.add(utf8, 0, utf8.length);
    }
    return builder.build();
  }

  /** Packs the strings that {@code strings} gives for 0 to {@code count - 1}. */
  public static PackedStrings of(int count, IntFunction<byte[]> strings) {
    Builder builder = new Builder();
    for (int i = 0; i < count; i++) {
      byte[] string = strings.apply(i);
      builder.add(string, 0, string.length);
    }
    return builder.build();
  }

  private void checkOffsets() {
    if (offsets.length == 0 || offsets[0] < 0) {
      throw new IllegalArgumentException("packed strings: offsets must begin at 0 or later");
    }
    for (int i = 1; i < offsets.length; i++) {
      if (offsets[i] < offsets[i - 1] || offsets[i] > bytes.length) {
        throw new IllegalArgumentException(
            "packed strings: string %d spans bytes %d to %d, expected ascending and at most %d"
                .formatted(i - 1, offsets[i - 1], offsets[i], bytes.length));
      }
    }
  }

  /** Number of strings. */
  public int size() {
    return offsets.length - 1;
  }

  /** The bytes of string {@code index}, in an array of their own. */
  public byte[] bytes(int index) {
    return Arrays.copyOfRange(bytes, start(index), end(index));
  }

  /** String {@code index} decoded from UTF-8; malformed bytes become U+FFFD. */
  public String text(int index) {
    return new String(bytes, start(index), length(index), UTF_8);
  }

  /** Number of bytes of string {@code index}. */
  public int length(int index) {
    return end(index) - start(index);
  }

  int start(int index) {
    return offsets[index];
  }

  int end(int index) {
    return offsets[index + 1];
  }

  /** The array all strings lie in; not to be written. */
  byte[] array() {
    return bytes;
  }

  /** Collects strings one after the other. */
  static final class Builder {

    private byte[] bytes;
    private int[] offsets;
    private int count;
    private int pending; // bytes of the string under way

    Builder() {
      this(255, 1024);
    }

    /** With room for so many strings of so many bytes in all; it grows where that is too little. */
    Builder(int strings, int bytes) {
      this.bytes = new byte[Math.max(bytes, 64)];
      this.offsets = new int[strings + 1];
    }

    void add(byte[] source, int from, int to) {
      append(source, from, to);
      end();
    }

    /** Adds bytes to the string under way. */
    void append(byte[] source, int from, int to) {
      int used = offsets[count] + pending;
      if (to - from > bytes.length - used) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + to - from));
      }
      System.arraycopy(source, from, bytes, used, to - from);
      pending += to - from;
    }

    /** Ends the string under way, which may be empty. */
    void end() {
      if (count + 1 == offsets.length) {
        offsets = Arrays.copyOf(offsets, Math.max(256, 2 * offsets.length));
      }
      offsets[count + 1] = offsets[count] + pending;
      pending = 0;
      count++;
    }

    PackedStrings build() {
      boolean full = offsets[count] >= bytes.length / 8 * 7;
      return new PackedStrings(
          full ? bytes : Arrays.copyOf(bytes, offsets[count]),
          count + 1 == offsets.length ? offsets : Arrays.copyOf(offsets, count + 1));
    }
  }
}
