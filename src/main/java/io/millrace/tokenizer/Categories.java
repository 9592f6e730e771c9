package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * The general category of every character, from a table in the jar, so that a text has the same ids
 * on every JDK. Unicode 16.0.
 */
final class Categories {

  /** Names by number; those of one major category stand together. */
  static final List<String> NAMES =
      List.of(
          "Lu", "Lt", "Ll", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Pc",
          "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cc", "Cf", "Cs", "Co", "Cn");

  private static final String TABLE = "unicode-categories.txt";

  private final int[] starts; // first code point of each run of one category
  private final byte[] runs;
  private final byte[] common = new byte[0x3000]; // the scripts below U+3000, looked up directly

  private static final class Holder {
    static final Categories TABLE = read();
  }

  private Categories(int[] starts, byte[] runs) {
    this.starts = starts;
    this.runs = runs;
    for (int c = 0; c < common.length; c++) {
      common[c] = (byte) search(c);
    }
  }

  /** The one table. */
  static Categories table() {
    return Holder.TABLE;
  }

  private static Categories read() {
    try (InputStream in = Categories.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException(
            "tokenizer: " + TABLE + " is missing from the jar; build it again");
      }
      List<String> lines =
          new String(in.readAllBytes(), US_ASCII).lines().filter(l -> !l.startsWith("#")).toList();
      int[] starts = new int[lines.size()];
      byte[] runs = new byte[lines.size()];
      for (int i = 0; i < starts.length; i++) {
        String line = lines.get(i);
        int space = line.indexOf(' ');
        starts[i] = Integer.parseInt(line.substring(0, space), 16);
        runs[i] = (byte) NAMES.indexOf(line.substring(space + 1));
      }
      return new Categories(starts, runs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number in {@link #NAMES} of the category of a code point. */
  int of(int codePoint) {
    return codePoint < common.length ? common[codePoint] : search(codePoint);
  }

  private int search(int codePoint) {
    int found = Arrays.binarySearch(starts, codePoint);
    return runs[found >= 0 ? found : -found - 2];
  }
}
