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
      implements JobLine {}

  /**
   * A line that is no request.
   *
   * @param number place in the file, from 1
   * @param customId its id, or empty if it has none
   * @param code {@code invalid_json_line}, {@code duplicate_custom_id}, …
   * @param message what was found and what was expected
   */
  record Refused(long number, String customId, String code, String message) implements JobLine {}
}
