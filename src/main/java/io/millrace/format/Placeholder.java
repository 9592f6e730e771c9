package io.millrace.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** What stands where a file should be whose download brought something else. */
final class Placeholder {

  private static final String POINTER = "version https://git-lfs";
  private static final int LONGEST_BEGINNING = 64;

  private Placeholder() {}

  /** Refuses a file whose first bytes show that it is no model's. */
  static void refuse(String file, ByteSource source) throws IOException {
    byte[] beginning = new byte[(int) Math.min(LONGEST_BEGINNING, source.size())];
    ByteBuffer buffer = ByteBuffer.wrap(beginning);
    int count = 0;
    while (count >= 0 && buffer.hasRemaining()) {
      count = source.read(buffer, buffer.position());
    }
    refuse(file, beginning);
  }

  /**
   * Refuses what is no model's file at all.
   *
   * @param file its name for messages
   * @param beginning its first bytes, or all
   * @throws FormatException if it is a pointer of Git LFS or a web page
   */
  static void refuse(String file, byte[] beginning) throws FormatException {
    int length = Math.min(beginning.length, LONGEST_BEGINNING);
    String text = new String(beginning, 0, length, US_ASCII).strip().toLowerCase(Locale.ROOT);
    if (text.startsWith(POINTER)) {
      throw new FormatException(
          file
              + ": is a pointer of Git LFS, expected the file itself; get it with `git lfs pull`"
              + " or download it");
    }
    if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
      throw new FormatException(
          file + ": is a web page, expected the file itself; download it from where it is kept");
    }
  }
}
