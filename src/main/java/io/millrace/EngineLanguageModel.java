package io.millrace;

import io.millrace.engine.Engine;
import io.millrace.engine.RejectedException;
import io.millrace.engine.Ticket;
import io.millrace.engine.TokenRequest;
import io.millrace.load.LoadedModel;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** A language model on an engine: prompts become ids, ids become text. */
final class EngineLanguageModel implements LanguageModel {

  private final OpenedModel opened;
  private final Engine engine;
  private final RequestReader reader;
  private final Optional<SourceReader> sources;
  private final AtomicBoolean closed = new AtomicBoolean();

  EngineLanguageModel(OpenedModel opened, Engine engine, PromptReader prompts) {
    this.opened = opened;
    this.engine = engine;
    IntFunction<TokenLimit> limits =
        beams -> new TokenLimit(opened.contextLength(), engine.cachePositions(beams));
    this.reader = new RequestReader(opened.tokenizer(), prompts, limits);
    LoadedModel loaded = opened.loaded();
    this.sources = loaded.source().map(text -> new SourceReader(reader, limits, loaded));
  }

  @Override
  public ModelInfo info() {
    return opened.info();
  }

  @Override
  public DecodingOptions defaults() {
    return sources.map(SourceReader::usual).orElseGet(DecodingOptions::defaults);
  }

  /** The same, with the beams that the files of a model with a source ask for. */
  DecodingOptions translating() {
    return sources.map(SourceReader::usualBeams).orElseGet(DecodingOptions::defaults);
  }

  @Override
  public Tokens tokenize(String text) {
    Tokenizer tokenizer =
        sources.<Tokenizer>map(each -> each.text().tokenizer()).orElse(opened.tokenizer());
    int[] ids = tokenizer.encode(text, SpecialTokens.AS_TEXT);
    return new Tokens(ids, new TokenText(tokenizer).texts(ids));
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
    if (BeamOptions.search(request.options())) {
      throw RequestException.invalid(
          "stream",
          "stream: stands beside beam search, whose best shows at the end; do not stream");
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

  private CompletableFuture<Answer> start(Request asked, Consumer<Piece> pieces) {
    if (closed.get()) {
      throw new IllegalStateException("model: is closed, expected an open one");
    }
    Request request = sources.map(each -> each.withDefaults(asked)).orElse(asked);
    TokenRequest tokens = read(request);
    Generation generation = generation(request, tokens, pieces);
    try {
      Ticket ticket = submit(tokens, generation);
      CompletableFuture<Answer> answer = generation.answer();
      var unused = answer.whenComplete((done, error) -> cancelled(answer, ticket));
      return answer;
    } catch (RejectedException e) {
      throw RequestException.tooLong(e.getMessage());
    }
  }

  private TokenRequest read(Request request) {
    if (sources.isPresent()) {
      return sources.get().read(request);
    }
    if (request.options().sourceOverflow() == Overflow.CUT) {
      throw RequestException.invalid(
          "truncate", "truncate: is true, which is for models that read a source; leave it out");
    }
    return reader.read(request);
  }

  private Ticket submit(TokenRequest tokens, Generation generation) {
    return RequestReader.beams(generation.request().options())
        .map(beams -> engine.submit(tokens, beams, new BeamGeneration(generation)))
        .orElseGet(() -> engine.submit(tokens, generation.choices()));
  }

  private Generation generation(Request request, TokenRequest tokens, Consumer<Piece> pieces) {
    boolean alone = sources.isPresent();
    return new Generation(
        request,
        alone ? tokens.source() : tokens.prompt(),
        alone ? GrowingText.Place.ALONE : GrowingText.Place.BEHIND_PROMPT,
        opened.tokenizer(),
        pieces);
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
