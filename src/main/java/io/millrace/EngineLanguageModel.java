package io.millrace;

import io.millrace.engine.Engine;
import io.millrace.engine.RejectedException;
import io.millrace.engine.Ticket;
import io.millrace.engine.TokenRequest;
import io.millrace.tokenizer.SpecialTokens;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A language model on an engine: prompts become ids, ids become text. */
final class EngineLanguageModel implements LanguageModel {

  private final OpenedModel opened;
  private final Engine engine;
  private final RequestReader reader;
  private final TokenText tokenText;
  private final AtomicBoolean closed = new AtomicBoolean();

  EngineLanguageModel(OpenedModel opened, Engine engine, PromptReader prompts) {
    this.opened = opened;
    this.engine = engine;
    this.reader =
        new RequestReader(
            opened.tokenizer(),
            prompts,
            new TokenLimit(opened.contextLength(), engine.cachePositions()));
    this.tokenText = new TokenText(opened.tokenizer());
  }

  @Override
  public ModelInfo info() {
    return opened.info();
  }

  @Override
  public Tokens tokenize(String text) {
    int[] ids = opened.tokenizer().encode(text, SpecialTokens.AS_TEXT);
    return new Tokens(ids, tokenText.texts(ids));
  }

  @Override
  public Answer generate(Request request) {
    return Waiting.on(start(request, piece -> {}));
  }

  @Override
  public List<Result<Answer>> generateAll(List<Request> requests) {
    try (Stream<Result<Answer>> results = generateEach(requests.stream())) {
      return results.toList();
    }
  }

  @Override
  public Stream<Result<Answer>> generateEach(Stream<Request> requests) {
    return new ResultStream<>(this::submit, ahead(), requests).results();
  }

  /** Requests under way at a time: enough that one waits for every sequence that ends. */
  private int ahead() {
    return 2 * opened.maxSequences();
  }

  @Override
  public CompletableFuture<Answer> submit(Request request) {
    try {
      return start(request, piece -> {});
    } catch (RequestException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Answer stream(Request request, Consumer<Piece> listener) {
    if (request.options().sequences() > request.options().n()) {
      throw RequestException.invalid(
          "best_of", "best_of: is more than n, and what is best shows at the end; do not stream");
    }
    Optional<Piece> end = Optional.empty();
    BlockingQueue<Optional<Piece>> pieces = new LinkedBlockingQueue<>();
    CompletableFuture<Answer> answer = start(request, piece -> pieces.add(Optional.of(piece)));
    CompletableFuture<Answer> ended = answer.whenComplete((done, error) -> pieces.add(end));
    try {
      for (Optional<Piece> piece = pieces.take(); piece.isPresent(); piece = pieces.take()) {
        listener.accept(piece.get());
      }
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    } finally {
      answer.cancel(false); // changes nothing if it is there
    }
    return Waiting.on(ended);
  }

  private CompletableFuture<Answer> start(Request request, Consumer<Piece> pieces) {
    if (closed.get()) {
      throw new IllegalStateException("model: is closed, expected an open one");
    }
    TokenRequest tokens = reader.read(request);
    Generation generation = new Generation(request, tokens.prompt(), opened.tokenizer(), pieces);
    try {
      Ticket ticket = engine.submit(tokens, generation.choices());
      CompletableFuture<Answer> answer = generation.answer();
      var unused = answer.whenComplete((done, error) -> cancelled(answer, ticket));
      return answer;
    } catch (RejectedException e) {
      throw RequestException.tooLong(e.getMessage());
    }
  }

  private static void cancelled(CompletableFuture<Answer> answer, Ticket ticket) {
    if (answer.isCompletedExceptionally()) {
      ticket.cancel();
    }
  }

  @Override
  public ModelMetrics metrics() {
    return Metrics.of(engine.metrics());
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      engine.close();
      opened.close();
    }
  }
}
