package io.millrace.chat.template;

import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;

/** Python's {@code datetime.strftime} in the C locale, with glibc's flags. */
final class TimeFormat {

  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private final LocalDateTime time;

  TimeFormat(LocalDateTime time) {
    this.time = time;
  }

  String format(String pattern, Budget budget) {
    Text out = new Text(budget);
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i++);
      if (c != '%' || i == pattern.length()) {
        out.append(String.valueOf(c));
        continue;
      }
      char code = pattern.charAt(i++);
      boolean flag = "-_0^".indexOf(code) >= 0 && i < pattern.length();
      out.append(flag ? flagged(code, pattern.charAt(i++)) : field(code));
    }
    return out.toString();
  }

  private String flagged(char flag, char code) {
    String text = field(code);
    if (flag == '^') {
      return text.toUpperCase(Locale.ROOT);
    }
    if (flag == '0') {
      return text.replace(' ', '0');
    }
    int zeros = 0;
    while (zeros < text.length() - 1 && (text.charAt(zeros) == '0' || text.charAt(zeros) == ' ')) {
      zeros++;
    }
    return flag == '-' ? text.substring(zeros) : " ".repeat(zeros) + text.substring(zeros);
  }

  private String field(char code) {
    return switch (code) {
      case 'a' -> day().substring(0, 3);
      case 'A' -> day();
      case 'b', 'h' -> month().substring(0, 3);
      case 'B' -> month();
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'Z', 'z' -> "";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      case 'c' -> fields("a", " ", "b", " ", "e", " ", "T", " ", "Y");
      case 'D', 'x' -> fields("m", "/", "d", "/", "y");
      case 'F' -> fields("Y", "-", "m", "-", "d");
      case 'T', 'X' -> fields("H", ":", "M", ":", "S");
      case 'R' -> fields("H", ":", "M");
      case 'r' -> fields("I", ":", "M", ":", "S", " ", "p");
      default -> number(code);
    };
  }

  private String number(char code) {
    return switch (code) {
      case 'Y' -> String.valueOf(time.getYear());
      case 'C' -> two(time.getYear() / 100);
      case 'y' -> two(time.getYear() % 100);
      case 'G' -> String.valueOf(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'm' -> two(time.getMonthValue());
      case 'd' -> two(time.getDayOfMonth());
      case 'e' -> spaced(time.getDayOfMonth());
      case 'j' -> String.format(Locale.ROOT, "%03d", time.getDayOfYear());
      case 'H' -> two(time.getHour());
      case 'I' -> two(time.get(ChronoField.CLOCK_HOUR_OF_AMPM));
      case 'k' -> spaced(time.getHour());
      case 'l' -> spaced(time.get(ChronoField.CLOCK_HOUR_OF_AMPM));
      case 'M' -> two(time.getMinute());
      case 'S' -> two(time.getSecond());
      case 'f' -> String.format(Locale.ROOT, "%06d", time.getNano() / 1000);
      case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
      case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
      case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case 'U' -> two((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
      case 'W' -> two((time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7);
      default -> throw Fault.of("strftime_now: found %%%s, expected a code of strftime", code);
    };
  }

  /** Codes and the separators between them, in turn. */
  private String fields(String... parts) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      out.append(i % 2 == 0 ? field(parts[i].charAt(0)) : parts[i]);
    }
    return out.toString();
  }

  private String day() {
    return DAYS.get(time.getDayOfWeek().getValue() - 1);
  }

  private String month() {
    return MONTHS.get(time.getMonthValue() - 1);
  }

  private static String two(int number) {
    return (number < 10 ? "0" : "") + number;
  }

  private static String spaced(int number) {
    return (number < 10 ? " " : "") + number;
  }
}
