package io.millrace.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

class RangeRequestTest {

  @Test
  void readsWhenToComeBack() {
    assertEquals(Duration.ofSeconds(7), RangeRequest.retryAfter(" 7 "));
    assertEquals(Duration.ZERO, RangeRequest.retryAfter(null));
    assertEquals(Duration.ZERO, RangeRequest.retryAfter("soon"));
    assertEquals(Duration.ZERO, RangeRequest.retryAfter("Wed, 21 Oct 2015 07:28:00 GMT"));
    String inAnHour =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusHours(1));
    long seconds = RangeRequest.retryAfter(inAnHour).toSeconds();
    assertTrue(seconds > 3_590 && seconds <= 3_600, seconds + " s");
  }

  @Test
  void refusesToLeaveHttps() throws IOException {
    StoreException e =
        assertThrows(
            StoreException.class,
            () ->
                RangeRequest.redirected(
                    URI.create("https://hub.example/a"), 302, "http://hub.example/b"));
    assertTrue(e.getMessage().contains("expected https"), e.getMessage());
    assertEquals(
        URI.create("http://localhost:1/b"),
        RangeRequest.redirected(URI.create("https://hub.example/a"), 302, "http://localhost:1/b"));
  }
}
