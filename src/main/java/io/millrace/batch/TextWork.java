package io.millrace.batch;

import io.millrace.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Texts to be encoded, scored or labeled.
 *
 * @param parts a text or pair of texts each
 * @param size the characters or tokens of all, as the planner counts them
 * @param tokens tells what an answer says was read
 * @param writer writes the response
 */
record TextWork<A>(
    List<Supplier<CompletableFuture<A>>> parts,
    long size,
    ToIntFunction<A> tokens,
    Writer<A> writer)
    implements BodyWork<A> {

  /** Writes the response to a body. */
  interface Writer<A> {
    JsonObject write(ResponseHead head, List<A> answers, JsonObject usage);
  }

  @Override
  public int sequences() {
    return parts.size();
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

  /** A text takes one step. */
  @Override
  public TextWork<A> withTimeout(Duration timeout) {
    return this;
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
