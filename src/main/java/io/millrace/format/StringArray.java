package io.millrace.format;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An array of texts in the metadata of a GGUF file, such as a vocabulary; immutable.
 *
 * <p>Holds all texts in one array of bytes and decodes one when it is asked for, so that a
 * vocabulary of 262,144 tokens takes about 3 MB. Texts need not be valid UTF-8; {@link #bytes}
 * gives them as they are.
 */
public final class StringArray extends AbstractList<String> implements GgufValue, RandomAccess {

  private final byte[] blob;
  private final int[] ends;

  /**
   * Takes over the arrays.
   *
   * @param blob the texts, back to back
   * @param ends for each text, the index in {@code blob} after its last byte
   */
  StringArray(byte[] blob, int[] ends) {
    this.blob = blob;
    this.ends = ends;
  }

  /** An array of these texts, encoded as UTF-8. */
  public static StringArray of(List<String> texts) {
    return ofBytes(texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** An array of texts given as bytes, which need not be valid UTF-8. */
  public static StringArray ofBytes(List<byte[]> texts) {
    int[] ends = new int[texts.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end = Math.addExact(end, texts.get(i).length);
      ends[i] = end;
    }
    byte[] blob = new byte[end];
    for (int i = 0; i < ends.length; i++) {
      byte[] text = texts.get(i);
      System.arraycopy(text, 0, blob, ends[i] - text.length, text.length);
    }
    return new StringArray(blob, ends);
  }

  @Override
  public GgufType type() {
    return GgufType.ARRAY;
  }

  @Override
  public String kind() {
    return "array of string";
  }

  @Override
  public int size() {
    return ends.length;
  }

  /** The text at {@code index}; invalid UTF-8 sequences become U+FFFD. */
  @Override
  public String get(int index) {
    int start = start(index);
    return new String(blob, start, ends[index] - start, StandardCharsets.UTF_8);
  }

  /** A copy of the bytes of the text at {@code index}. */
  public byte[] bytes(int index) {
    return Arrays.copyOfRange(blob, start(index), ends[index]);
  }

  /** A copy of the bytes of all texts, back to back. */
  public byte[] allBytes() {
    return Arrays.copyOf(blob, size() == 0 ? 0 : ends[size() - 1]);
  }

  /** The number of bytes of the text at {@code index}. */
  public int length(int index) {
    return ends[index] - start(index);
  }

  private int start(int index) {
    Objects.checkIndex(index, ends.length);
    return index == 0 ? 0 : ends[index - 1];
  }

  /** The first few texts, as in {@code [a, b, c, … 20 in all]}. */
  @Override
  public String toString() {
    String first = String.join(", ", subList(0, Math.min(size(), 8)));
    return "[" + first + (size() > 8 ? ", … " + size() + " in all]" : "]");
  }
}
