package io.millrace;

import io.millrace.engine.Deadline;
import io.millrace.engine.EncoderEngine;
import io.millrace.engine.EncoderListener;
import io.millrace.engine.EncoderOptions;
import io.millrace.engine.EncoderRequest;
import io.millrace.engine.EngineOptions;
import io.millrace.engine.RejectedException;
import io.millrace.engine.Ticket;
import io.millrace.engine.TimedOutException;
import io.millrace.load.LoadedEncoder;
import io.millrace.tokenizer.SpecialTokens;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A loaded encoder on an engine: what encoders of every kind share. */
final class OpenedEncoder implements AutoCloseable {

  private final OpenFile file;
  private final LoadedEncoder loaded;
  private final EncoderEngine engine;
  private final EncoderTexts texts;
  private final int ahead;
  private final AtomicBoolean closed = new AtomicBoolean();
  private Optional<ModelInfo> info = Optional.empty();

  OpenedEncoder(OpenFile file, LoadedEncoder loaded, EncoderOptions options) {
    this.file = file;
    this.loaded = loaded;
    texts = new EncoderTexts(loaded);
    ahead = 2 * EncoderEngine.queued(options);
    engine = new EncoderEngine(loaded.network(), loaded.readout(), file.kernels(), options);
  }

  LoadedEncoder loaded() {
    return loaded;
  }

  EncoderTexts texts() {
    return texts;
  }

  /** Reads the whole file the first time, for its hash. */
  synchronized ModelInfo info() {
    if (info.isEmpty()) {
      info =
          Optional.of(
              file.describe(
                      loaded.facts().architecture(),
                      texts.settings().mostTokens(),
                      loaded.tokenizer().vocabulary().size(),
                      false,
                      EngineOptions.defaults().maxSequences())
                  .withPurpose(loaded.facts().purpose()));
    }
    return info.get();
  }

  Tokens tokenize(String text) {
    int[] ids = loaded.tokenizer().encode(text, SpecialTokens.AS_TEXT);
    return new Tokens(ids, new TokenText(loaded.tokenizer()).texts(ids));
  }

  /**
   * What is to be encoded, and what is made of it.
   *
   * @param request for the engine
   * @param finish makes the answer of the vectors, on a thread of the engine
   */
  record Work<T>(EncoderRequest request, Function<float[][], T> finish) {}

  /**
   * Starts to encode.
   *
   * @param read makes the work, on the calling thread
   * @param deadline when it fails
   */
  <T> CompletableFuture<T> start(Supplier<Work<T>> read, Deadline deadline) {
    if (closed.get()) {
      throw new IllegalStateException("model: is closed, expected an open one");
    }
    try {
      return submit(read.get(), deadline);
    } catch (RequestException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> CompletableFuture<T> submit(Work<T> work, Deadline deadline) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      Ticket ticket = engine.submit(work.request.by(deadline), listener(answer, work.finish));
      var unused =
          answer.whenComplete(
              (done, error) -> {
                if (answer.isCancelled()) {
                  ticket.cancel();
                }
              });
      return answer;
    } catch (RejectedException e) {
      throw RequestException.invalid("text", e.getMessage());
    }
  }

  private static <T> EncoderListener listener(
      CompletableFuture<T> answer, Function<float[][], T> finish) {
    return new EncoderListener() {
      @Override
      public void finished(float[][] vectors) {
        try {
          answer.complete(finish.apply(vectors));
        } catch (RuntimeException e) {
          failed(e);
        }
      }

      @Override
      public void failed(RuntimeException error) {
        String message = "text: " + error.getMessage();
        answer.completeExceptionally(
            error instanceof TimedOutException
                ? RequestException.timedOut(message)
                : RequestException.failed(message, error));
      }
    };
  }

  /** Answers requests as they come, a bounded number of which is under way. */
  <Q, T> Stream<Result<T>> each(Stream<Q> requests, Function<Q, CompletableFuture<T>> start) {
    return new ResultStream<>(start, ahead, requests).results();
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      engine.close();
      loaded.close();
      file.kernels().close();
    }
  }
}
