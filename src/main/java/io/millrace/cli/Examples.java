package io.millrace.cli;

import io.millrace.LanguageModel;
import io.millrace.batch.BatchJob;
import io.millrace.batch.JobReport;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The requests that ship with the jar, run as a real job and printed for people. */
final class Examples {

  private static final String RESOURCE = "/io/millrace/examples/requests.jsonl";

  private Examples() {}

  /** Runs them and returns the exit code. */
  static int run(LanguageModel model, PrintWriter out, PrintWriter err) throws IOException {
    Path folder = Files.createTempDirectory("millrace-examples");
    Path input = folder.resolve("requests.jsonl");
    Path output = folder.resolve("answers.jsonl");
    BatchJob job = BatchJob.of(model, input, output);
    try {
      try (InputStream shipped = Examples.class.getResourceAsStream(RESOURCE)) {
        Files.copy(shipped, input);
      }
      JobReport report = job.run();
      print(Files.readAllLines(input), Files.readAllLines(output), out);
      if (Files.exists(job.errors())) {
        Files.readAllLines(job.errors()).forEach(err::println);
      }
      out.println();
      out.println(ReportLine.of(report));
      return report.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED_REQUESTS;
    } finally {
      for (Path file : List.of(input, output, job.errors(), job.journal(), folder)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void print(List<String> requests, List<String> answers, PrintWriter out) {
    Map<String, String> texts = new HashMap<>();
    for (String line : answers) {
      JsonField answer = JsonValue.parse(line).at("");
      texts.put(answer.require("custom_id").asString(), text(answer));
    }
    for (String line : requests) {
      JsonField request = JsonValue.parse(line).at("");
      String id = request.require("custom_id").asString();
      String prompt = request.require("body").require("prompt").asString();
      String last = prompt.substring(prompt.lastIndexOf('\n') + 1);
      out.printf("%-20s %s >>>%s%n", id, last, texts.getOrDefault(id, " (failed)"));
    }
  }

  private static String text(JsonField answer) {
    JsonField body = answer.require("response").require("body");
    return body.require("choices").elements().get(0).require("text").asString();
  }
}
