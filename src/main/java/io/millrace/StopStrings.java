package io.millrace;

import java.util.List;

/**
 * Finds stop strings in a text that arrives in pieces, and holds back what may become one.
 *
 * <p>The stop string that is complete first ends the text, at its beginning; of several complete at
 * the same character, the longest. So the result does not depend on how the text was cut.
 */
final class StopStrings {

  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean matched;

  StopStrings(List<String> stops) {
    this.stops = stops;
  }

  /** Adds text and returns what is certain to be part of the answer. */
  String append(String text) {
    if (matched) {
      return "";
    }
    held.append(text);
    int start = firstMatch();
    matched = start >= 0;
    return take(matched ? start : held.length() - longestBeginning());
  }

  /** Whether a stop string was found; nothing more is returned then. */
  boolean matched() {
    return matched;
  }

  /** Adds text in which no stop string counts. */
  String pass(String text) {
    held.append(text);
    return take(held.length());
  }

  /** Ends the text: returns what was held back and did not become a stop string. */
  String finish() {
    return matched ? "" : take(held.length());
  }

  /** Where the stop string that ends first begins, or -1. */
  private int firstMatch() {
    int start = -1;
    int end = Integer.MAX_VALUE;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (at + stop.length() < end || (at + stop.length() == end && at < start))) {
        start = at;
        end = at + stop.length();
      }
    }
    return start;
  }

  /** The length of the longest end of the held text that begins a stop string. */
  private int longestBeginning() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
        if (stop.startsWith(held.substring(held.length() - n))) {
          longest = n;
        }
      }
    }
    return longest;
  }

  private String take(int length) {
    String text = held.substring(0, length);
    held.delete(0, length);
    return text;
  }
}
