package io.millrace.store;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One GET of a file from a position on, redirects followed: RFC 9110, sections 13.1.5 (If-Range),
 * 14 (ranges) and 15 (status codes).
 *
 * <p>A {@link StoreException} is final; every other {@link IOException} is worth another try.
 *
 * @param offset position of the first byte wanted; 0 asks for the whole file
 * @param etag the version that the earlier bytes belong to; a server that has another sends the
 *     whole
 * @param size bytes of the whole file, as the table of models says
 * @param idle connections and reads that bring nothing for this long fail
 */
record RangeRequest(URI source, long offset, Optional<String> etag, long size, Duration idle) {

  /** A strong validator; a weak one (W/"…") may stand for other bytes. */
  private static final Pattern EXACT_VERSION = Pattern.compile("\"[!#-~]*\"");

  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  /** Sends the request; the answer's body is still to be read. */
  RangeResponse send() throws IOException {
    URI uri = source;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpURLConnection connection = connect(uri);
      boolean answered = false;
      try {
        int status = connection.getResponseCode();
        if (!REDIRECTS.contains(status)) {
          RangeResponse response = answer(uri, status, connection);
          answered = true;
          return response;
        }
        uri = redirected(uri, status, connection.getHeaderField("Location"));
      } finally {
        if (!answered) {
          connection.disconnect();
        }
      }
    }
    throw new StoreException(
        "%s: more than %d redirects; check the address of the hub"
            .formatted(source, MOST_REDIRECTS));
  }

  private HttpURLConnection connect(URI uri) throws IOException {
    HttpURLConnection connection = open(uri);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) idle.toMillis());
    connection.setReadTimeout((int) idle.toMillis());
    connection.setRequestProperty("User-Agent", "millrace");
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (offset > 0) {
      connection.setRequestProperty("Range", "bytes=" + offset + "-");
      etag.filter(version -> EXACT_VERSION.matcher(version).matches())
          .ifPresent(version -> connection.setRequestProperty("If-Range", version));
    }
    return connection;
  }

  private static HttpURLConnection open(URI uri) throws IOException {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new StoreException(uri + ": not an http or https address; check MILLRACE_HUB");
    }
    try {
      return (HttpURLConnection) uri.toURL().openConnection();
    } catch (MalformedURLException e) {
      throw new StoreException(uri + ": not an address; check MILLRACE_HUB", e);
    }
  }

  static URI redirected(URI from, int status, String location) throws StoreException {
    if (location == null) {
      throw new StoreException("%s: status %d without a Location".formatted(from, status));
    }
    URI to;
    try {
      to = from.resolve(new URI(location));
    } catch (URISyntaxException e) {
      throw new StoreException("%s: redirects to %s, not an address".formatted(from, location), e);
    }
    if ("https".equalsIgnoreCase(from.getScheme())
        && !"https".equalsIgnoreCase(to.getScheme())
        && !isLocal(to.getHost())) {
      throw new StoreException(
          "%s: redirects to %s, expected https; the address is not safe to follow"
              .formatted(from, to));
    }
    return to;
  }

  private static boolean isLocal(String host) {
    return host != null && Set.of("localhost", "127.0.0.1", "[::1]").contains(host);
  }

  private RangeResponse answer(URI uri, int status, HttpURLConnection connection)
      throws IOException {
    if (status == 200 || status == 206) {
      return RangeResponse.of(uri, this, connection);
    }
    if (status == 416 && offset > 0) {
      throw new RangeRefusedException(
          "%s: status 416 for a range from byte %d".formatted(uri, offset));
    }
    if (status == -1 || PASSING.contains(status)) {
      throw new RetryableException(
          "%s: %s".formatted(uri, status == -1 ? "no HTTP answer" : "status " + status),
          retryAfter(connection.getHeaderField("Retry-After")));
    }
    String hint =
        switch (status) {
          case 401, 403 -> "the hub wants an account that accepted the model's terms";
          case 404, 410 ->
              "the file is no longer there, or MILLRACE_HUB names another kind of server";
          default -> "expected 200 or 206";
        };
    throw new StoreException("%s: status %d; %s".formatted(uri, status, hint));
  }

  /** Seconds or a date, RFC 9110 section 10.2.3; zero where it says neither. */
  static Duration retryAfter(String header) {
    if (header == null) {
      return Duration.ZERO;
    }
    String text = header.strip();
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), date);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }
}
