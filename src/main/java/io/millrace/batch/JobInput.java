package io.millrace.batch;

import io.millrace.json.JsonException;
import io.millrace.json.JsonValue;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the requests of a job come from.
 *
 * @param file a regular file, UTF-8
 * @param format how they stand in it; default: by its suffix
 * @param template the prompt of a line of text or CSV: {@code {text}} stands for the line, {@code
 *     {name}} for the column of that name, <code>{{</code> and <code>}}</code> for braces; default
 *     {@code {text}}
 * @param use what becomes of such prompts; default {@link PromptUse#AUTO}
 * @param body a JSON object whose members replace those of every body, such as {@code
 *     {"max_tokens":64}}; default {@code {}}
 */
public record JobInput(Path file, InputFormat format, String template, PromptUse use, String body) {

  /** Checks every component. */
  public JobInput {
    Objects.requireNonNull(file, "batch: input is null, expected a file");
    Objects.requireNonNull(format, "format: is null, expected an InputFormat");
    Objects.requireNonNull(template, "template: is null, expected text");
    Objects.requireNonNull(use, "endpoint: is null, expected a PromptUse");
    try {
      JsonValue.parse(body).at("").object();
    } catch (JsonException e) {
      throw new IllegalArgumentException("params: " + e.getMessage(), e);
    }
  }

  /** A file in the format that its suffix names. */
  public static JobInput of(Path file) {
    Objects.requireNonNull(file, "batch: input is null, expected a file");
    return new JobInput(file, InputFormat.of(file), "{text}", PromptUse.AUTO, "{}");
  }

  public JobInput withFormat(InputFormat format) {
    return new JobInput(file, format, template, use, body);
  }

  public JobInput withTemplate(String template) {
    return new JobInput(file, format, template, use, body);
  }

  public JobInput withUse(PromptUse use) {
    return new JobInput(file, format, template, use, body);
  }

  public JobInput withBody(String json) {
    return new JobInput(file, format, template, use, json);
  }
}
