package io.millrace.batch;

import io.millrace.DecodingOptions;
import io.millrace.LanguageModel;
import io.millrace.Message;
import io.millrace.Prompt;
import io.millrace.Request;
import io.millrace.RequestException;
import io.millrace.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads all requests of a job and says which could not be answered, without answering any. */
final class Validation {

  private static final int SHOWN = 20;
  private static final int DEFAULT_MAX_TOKENS = 16;

  /** A character takes at most so many tokens: one a byte. */
  private static final int TOKENS_A_CHARACTER = 3;

  private final BatchJob job;
  private final LanguageModel model;
  private final BodyReader bodies = new BodyReader(0, Optional.empty());
  private final List<String> problems = new ArrayList<>();
  private long valid;
  private long invalid;

  Validation(BatchJob job) {
    this.job = job;
    this.model = job.model();
  }

  ValidationReport run() throws IOException {
    if (!Files.isRegularFile(job.input().file()) || !Files.isReadable(job.input().file())) {
      throw new JobRefusedException(
          "input: " + job.input().file() + " is no file that can be read");
    }
    try (RequestSource source = RequestSource.open(job)) {
      Selection requests = new Selection(source, job.options(), bytes -> {});
      Optional<Selection.Selected> next = requests.next();
      while (next.isPresent()) {
        check(next.get().line());
        next = requests.next();
      }
    }
    return new ValidationReport(valid, invalid, problems);
  }

  private void check(JobLine line) {
    if (line instanceof JobLine.Refused refused) {
      wrong(line.number(), refused.message());
      return;
    }
    try {
      for (Request request : bodies.read((JobLine.Asked) line).requests()) {
        checkLength(request);
      }
      valid++;
    } catch (RequestException e) {
      wrong(line.number(), e.getMessage());
    } catch (JsonException e) {
      wrong(line.number(), e.getMessage());
    }
  }

  private void wrong(long number, String problem) {
    invalid++;
    if (problems.size() < SHOWN) {
      problems.add("line " + number + ": " + problem);
    }
  }

  /** Counts tokens only where the context might be too short. */
  private void checkLength(Request request) {
    List<String> texts = texts(request.prompt());
    boolean chat = request.prompt() instanceof Prompt.Chat;
    DecodingOptions options = request.options();
    if (chat && !model.info().chat()) {
      throw RequestException.invalid(
          "messages", "messages: the model has no chat template; give one, or use completions");
    }
    int context = model.info().contextLength();
    long wanted = options.maxTokens().orElse(chat ? 1 : DEFAULT_MAX_TOKENS);
    long length = texts.stream().mapToLong(String::length).sum() * TOKENS_A_CHARACTER;
    if (request.prompt() instanceof Prompt.Ids ids) {
      length = ids.ids().length;
    } else if (length + wanted > context) {
      length = texts.stream().mapToLong(text -> model.tokenize(text).size()).sum();
    }
    if (length + wanted > context) {
      throw RequestException.invalid(
          "prompt",
          "prompt: has %s%d tokens, and %d are to be written, expected at most %d together"
              .formatted(chat ? "at least " : "", length, wanted, context));
    }
  }

  private static List<String> texts(Prompt prompt) {
    if (prompt instanceof Prompt.Text text) {
      return List.of(text.text());
    }
    return prompt instanceof Prompt.Chat chat
        ? chat.messages().stream().map(Message::content).toList()
        : List.of();
  }
}
