package io.millrace.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's answer with bytes of the file, its headers checked against what was asked.
 *
 * @param start position of the body's first byte in the file: what was asked, or 0 from a server
 *     that ignores ranges or holds another version
 * @param etag the version of the file, if the server names one
 */
record RangeResponse(HttpURLConnection connection, long start, Optional<String> etag)
    implements Closeable {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  static RangeResponse of(URI uri, RangeRequest request, HttpURLConnection connection)
      throws IOException {
    String encoding = connection.getContentEncoding();
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new StoreException(
          "%s: Content-Encoding is %s, expected none".formatted(uri, encoding));
    }
    boolean partial = connection.getResponseCode() == 206;
    if (partial) {
      checkRange(uri, request, connection.getHeaderField("Content-Range"));
    } else {
      checkSize(uri, request.size(), connection.getContentLengthLong());
    }
    Optional<String> etag = Optional.ofNullable(connection.getHeaderField("ETag"));
    return new RangeResponse(connection, partial ? request.offset() : 0, etag);
  }

  private static void checkRange(URI uri, RangeRequest request, String header) throws IOException {
    Matcher range = CONTENT_RANGE.matcher(header == null ? "" : header.strip());
    if (!range.matches() || Long.parseLong(range.group(1)) != request.offset()) {
      throw new RangeRefusedException(
          "%s: Content-Range is %s, expected to start at byte %d"
              .formatted(uri, header, request.offset()));
    }
    if (!range.group(3).equals("*")) {
      checkSize(uri, request.size(), Long.parseLong(range.group(3)));
    }
  }

  private static void checkSize(URI uri, long expected, long found) throws StoreException {
    if (found >= 0 && found != expected) {
      throw new StoreException(
          "%s: the server's file has %d bytes, expected %d; it is another file or another version"
              .formatted(uri, found, expected));
    }
  }

  InputStream body() throws IOException {
    return connection.getInputStream();
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
