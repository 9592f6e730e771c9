package io.millrace.batch;

import io.millrace.json.JsonObject;

/** One request line of a job, or what is wrong with it. */
sealed interface JobLine {

  /** Its place in the file, from 1. */
  long number();

  /**
   * A line of the right shape; its body is not looked into yet.
   *
   * @param number place in the file, from 1
   * @param customId not used by an earlier line
   * @param endpoint what the line asks for
   * @param body the request
   */
  record Asked(long number, String customId, Endpoint endpoint, JsonObject body)
      implements JobLine {

    private static final JsonObject NOTHING = JsonObject.builder().build();

    /** The line when its body has been read and is not needed any more. */
    Asked withoutBody() {
      return new Asked(number, customId, endpoint, NOTHING);
    }
  }

  /**
   * A line that is no request.
   *
   * @param number place in the file, from 1
   * @param customId its id, or empty if it has none
   * @param code {@code invalid_json_line}, {@code duplicate_custom_id}, …
   * @param message what was found and what was expected
   */
  record Refused(long number, String customId, String code, String message) implements JobLine {

    /** A line of which only the beginning was kept. */
    static Refused tooLong(InputLine line) {
      String message =
          "found "
              + line.length()
              + " bytes, expected at most "
              + line.bytes().length
              + " in a line";
      return new Refused(line.number(), "", "line_too_long", message);
    }
  }
}
