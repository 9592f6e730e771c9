package io.millrace.batch;

import io.millrace.Answer;
import io.millrace.LanguageModel;
import io.millrace.Request;
import io.millrace.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Texts to be generated.
 *
 * @param model what generates them
 * @param asked what the body asks for
 * @param writer writes the response
 */
record GenerationWork(LanguageModel model, BodyRequests asked, Writer writer)
    implements BodyWork<Answer> {

  /** Writes the response to a body. */
  interface Writer {
    JsonObject write(ResponseHead head, BodyRequests asked, List<Answer> answers);
  }

  List<Request> requests() {
    return asked.requests();
  }

  @Override
  public List<Supplier<CompletableFuture<Answer>>> parts() {
    List<Supplier<CompletableFuture<Answer>>> parts = new ArrayList<>();
    for (Request request : requests()) {
      parts.add(() -> model.submit(request));
    }
    return parts;
  }

  @Override
  public int sequences() {
    return requests().stream().mapToInt(r -> r.options().sequences()).sum();
  }

  @Override
  public WindowOrder.Item item() {
    return RequestOutline.of(requests());
  }

  @Override
  public boolean isIndependentOfId() {
    return asked.isIndependentOfId();
  }

  @Override
  public GenerationWork withTimeout(Duration timeout) {
    return new GenerationWork(model, asked.withTimeout(timeout), writer);
  }

  @Override
  public void check() {
    LengthCheck lengths = new LengthCheck(model);
    requests().forEach(lengths::check);
  }

  @Override
  public JsonObject write(ResponseHead head, List<Answer> answers) {
    return writer.write(head, asked, answers);
  }

  @Override
  public WorkCounts count(Answer answer) {
    return new WorkCounts(UsageJson.counts(answer.usage()), 0);
  }
}
