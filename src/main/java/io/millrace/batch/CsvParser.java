package io.millrace.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts comma-separated values into records and fields, after RFC 4180: a field in quotes may hold
 * commas, line ends and, written twice, quotes. Takes a line at a time.
 */
final class CsvParser {

  private enum Place {
    START,
    PLAIN,
    QUOTED,
    CLOSED
  }

  /**
   * A record.
   *
   * @param problem what is wrong with it, or empty
   */
  record Parsed(List<String> fields, String problem) {}

  private final int maxLength;
  private List<String> fields = new ArrayList<>();
  private StringBuilder field = new StringBuilder();
  private Place place = Place.START;
  private String problem = "";
  private long length;

  /**
   * @param maxLength characters of a record at most
   */
  CsvParser(int maxLength) {
    this.maxLength = maxLength;
  }

  /**
   * Takes a line without its line feed.
   *
   * @return the record that ends with it, or empty if a quote is still open
   */
  Optional<Parsed> add(String line) {
    length += line.length() + 1;
    if (length > maxLength) {
      return Optional.of(fail("found more than " + maxLength + " characters in a record"));
    }
    for (int i = 0; i < line.length(); i++) {
      boolean carriage = i == line.length() - 1 && line.charAt(i) == '\r';
      if (!carriage || place == Place.QUOTED) {
        add(line.charAt(i));
      }
    }
    if (place == Place.QUOTED) {
      field.append('\n');
      return Optional.empty();
    }
    return Optional.of(take());
  }

  /** Ends the record that is open and gives it up. */
  Parsed fail(String reason) {
    problem = reason;
    return take();
  }

  private void add(char c) {
    switch (place) {
      case START -> start(c);
      case PLAIN -> plain(c);
      case QUOTED -> {
        if (c == '"') {
          place = Place.CLOSED;
        } else {
          field.append(c);
        }
      }
      case CLOSED -> closed(c);
    }
  }

  private void start(char c) {
    if (c == '"') {
      place = Place.QUOTED;
    } else {
      plain(c);
    }
  }

  private void plain(char c) {
    if (c == ',') {
      endField();
    } else {
      place = Place.PLAIN;
      field.append(c);
    }
  }

  private void closed(char c) {
    if (c == '"') { // it was half of a quote that is meant as such
      place = Place.QUOTED;
      field.append('"');
    } else if (c == ',') {
      endField();
    } else {
      problem = "found '" + c + "' behind a closing quote, expected a comma or the line's end";
      plain(c);
    }
  }

  private void endField() {
    fields.add(field.toString());
    field = new StringBuilder();
    place = Place.START;
  }

  private Parsed take() {
    endField();
    Parsed parsed = new Parsed(List.copyOf(fields), problem);
    fields = new ArrayList<>();
    problem = "";
    length = 0;
    return parsed;
  }
}
