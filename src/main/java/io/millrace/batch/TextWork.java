package io.millrace.batch;

import io.millrace.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Texts to be encoded, scored or labeled.
 *
 * @param texts a text or pair of texts each
 * @param size the characters or tokens of all, as the planner counts them
 * @param tokens tells what an answer says was read
 * @param writer writes the response
 * @param timeout for all together, from the first one's submission on
 */
record TextWork<A>(
    List<Part<A>> texts,
    long size,
    ToIntFunction<A> tokens,
    Writer<A> writer,
    Optional<Duration> timeout)
    implements BodyWork<A> {

  /** What may take as long as it needs. */
  TextWork(List<Part<A>> texts, long size, ToIntFunction<A> tokens, Writer<A> writer) {
    this(texts, size, tokens, writer, Optional.empty());
  }

  /** A text or a pair of texts. */
  interface Part<A> {
    /** Has it read within a time-out. */
    CompletableFuture<A> start(Optional<Duration> timeout);
  }

  /** Writes the response to a body. */
  interface Writer<A> {
    JsonObject write(ResponseHead head, List<A> answers, JsonObject usage);
  }

  @Override
  public List<Supplier<CompletableFuture<A>>> parts() {
    TimeLeft left = new TimeLeft(timeout);
    List<Supplier<CompletableFuture<A>>> parts = new ArrayList<>(texts.size());
    for (Part<A> text : texts) {
      parts.add(() -> text.start(left.now()));
    }
    return parts;
  }

  @Override
  public int sequences() {
    return texts.size();
  }

  /** Beginnings are not shared, so there is no prefix. */
  @Override
  public WindowOrder.Item item() {
    return new WindowOrder.Item("", size);
  }

  /** Nothing is drawn. */
  @Override
  public boolean isIndependentOfId() {
    return true;
  }

  @Override
  public TextWork<A> withTimeout(Duration timeout) {
    return new TextWork<>(texts, size, tokens, writer, Optional.of(timeout));
  }

  @Override
  public void check() {
    // All but the length of texts that must not be cut was seen when the body was read.
  }

  @Override
  public JsonObject write(ResponseHead head, List<A> answers) {
    return writer.write(head, answers, usage(answers));
  }

  private JsonObject usage(List<A> answers) {
    long read = answers.stream().mapToLong(tokens::applyAsInt).sum();
    return JsonObject.builder().put("prompt_tokens", read).put("total_tokens", read).build();
  }

  @Override
  public WorkCounts count(A answer) {
    return new WorkCounts(new TokenCounts(tokens.applyAsInt(answer), 0, 0), 1);
  }
}
