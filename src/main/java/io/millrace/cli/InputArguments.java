package io.millrace.cli;

import io.millrace.batch.InputFormat;
import io.millrace.batch.JobInput;
import io.millrace.batch.PromptUse;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say where requests come from and what is asked. */
final class InputArguments {

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Requests: JSON lines, or prompts as text lines or CSV.")
  private Path input;

  @Option(
      names = "--format",
      paramLabel = "openai|text|csv",
      description = "How they stand in it; default: by the suffix, .txt, .csv, else openai.")
  private InputFormat format;

  @Option(
      names = "--template",
      paramLabel = "TEXT",
      description =
          "The prompt of a text line or CSV record, such as 'Classify: {text}': {text} is the"
              + " line, {name} the column; braces are written twice.")
  private String template;

  @Option(
      names = "--endpoint",
      paramLabel = "auto|chat|completion|embedding|classification",
      description =
          "What such texts become; default: auto, what suits the model, chat if it has a template.")
  private PromptUse use;

  @Option(
      names = "--params",
      paramLabel = "JSON",
      description = "Members that replace those of every body, such as '{\"max_tokens\":64}'.")
  private String params;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "One such member, such as temperature=0; may be given several times.")
  private Map<String, String> set = new LinkedHashMap<>();

  /** Whether a file was named. */
  boolean isGiven() {
    return input != null;
  }

  /** Whether anything but the file was given. */
  boolean hasMore() {
    return format != null || template != null || use != null || params != null || !set.isEmpty();
  }

  /**
   * The input as a job takes it.
   *
   * @throws IllegalArgumentException if the parameters are not JSON
   */
  JobInput input() {
    JobInput job = JobInput.of(input).withBody(body());
    job = format == null ? job : job.withFormat(format);
    job = template == null ? job : job.withTemplate(template);
    job = use == null ? job : job.withUse(use);
    if (template != null && job.format() == InputFormat.OPENAI) {
      throw new IllegalArgumentException(
          "template: needs an input of --format text or csv, found openai");
    }
    return job;
  }

  private String body() {
    JsonObject.Builder body = JsonObject.builder();
    try {
      if (params != null) {
        for (JsonField member : JsonValue.parse(params).at("").members()) {
          body.put(member.path(), member.value());
        }
      }
    } catch (JsonException e) {
      throw new IllegalArgumentException("params: " + e.getMessage(), e);
    }
    set.forEach((name, value) -> body.put(name, value(value)));
    return body.build().toJson();
  }

  /** JSON if it is any, else a string. */
  private static JsonValue value(String text) {
    try {
      return JsonValue.parse(text);
    } catch (JsonException e) {
      return JsonValue.of(text);
    }
  }
}
