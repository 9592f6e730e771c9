package io.millrace;

import io.millrace.engine.Engine;
import io.millrace.engine.RejectedException;
import io.millrace.engine.TokenRequest;
import io.millrace.kernel.BlockLayout;
import io.millrace.tokenizer.SpecialTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

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
    long cached = (long) engine.metrics().cacheBlocks() * BlockLayout.POSITIONS;
    this.reader =
        new RequestReader(
            opened.tokenizer(), prompts, new TokenLimit(opened.contextLength(), cached));
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
    return await(start(request, piece -> {}));
  }

  @Override
  public List<Result<Answer>> generateAll(List<Request> requests) {
    List<CompletableFuture<Answer>> started = new ArrayList<>(requests.size());
    for (Request request : requests) {
      started.add(startOrFail(request));
    }
    List<Result<Answer>> results = new ArrayList<>(requests.size());
    for (int i = 0; i < started.size(); i++) {
      try {
        results.add(new Result.Success<>(i, await(started.get(i))));
      } catch (RequestException e) {
        results.add(new Result.Failure<>(i, e));
      }
    }
    return results;
  }

  @Override
  public Answer stream(Request request, Consumer<Piece> listener) {
    // An empty piece, which is never sent, marks the end.
    BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    CompletableFuture<Answer> answer = start(request, pieces::add);
    CompletableFuture<Answer> end = answer.whenComplete((done, error) -> pieces.add(""));
    try {
      for (String text = pieces.take(); !text.isEmpty(); text = pieces.take()) {
        listener.accept(new Piece(request.id(), text));
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      answer.cancel(false); // changes nothing if it is there
    }
    return await(end);
  }

  private CompletableFuture<Answer> startOrFail(Request request) {
    try {
      return start(request, piece -> {});
    } catch (RequestException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Answer> start(Request request, Consumer<String> pieces) {
    if (closed.get()) {
      throw new IllegalStateException("model: is closed, expected an open one");
    }
    TokenRequest tokens = reader.read(request);
    Generation generation = new Generation(request, tokens.prompt(), opened.tokenizer(), pieces);
    try {
      engine.submit(tokens, generation);
    } catch (RejectedException e) {
      throw RequestException.tooLong(e.getMessage());
    }
    return generation.answer();
  }

  private static Answer await(CompletableFuture<Answer> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(false);
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RequestException problem) {
        throw problem;
      }
      throw RequestException.failed("request failed: " + e.getCause(), e.getCause());
    }
  }

  private static RequestException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return RequestException.failed("request: interrupted while it was answered", e);
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      engine.close();
      opened.close();
    }
  }
}
