package io.millrace.engine;

import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.Kernels;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderShape;
import io.millrace.model.LayerShape;
import io.millrace.model.Readout;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Encodes many texts together: submit from any thread, be told on one of the engine's.
 *
 * <p>A step takes whole texts back to back, without padding. What a text gives depends on the model
 * and the text only, never on what is beside it. Workers, each a daemon thread with kernels of its
 * own, run a step each at the same time; a step that has nothing beside or behind it is given all
 * threads. The network and the kernels stay the caller's, used by nobody else, and are closed after
 * the engine.
 */
public final class EncoderEngine implements AutoCloseable {

  private static final int LEAST_QUEUED = 64;

  private final EncoderShape shape;
  private final List<EncoderLoop> loops;
  private final EngineThreads<EncoderText> threads;

  /** Starts it. */
  public EncoderEngine(
      EncoderNetwork network, Readout readout, Kernels kernels, EncoderOptions options) {
    shape = network.shape();
    Intake<EncoderText> intake = new Intake<>(queued(options), text -> text.request().id());
    int count = options.workers();
    LoneRunner lone =
        new LoneRunner(
            count == 1
                ? Optional.empty()
                : Optional.of(new EncoderRunner(network, readout, kernels)),
            count);
    loops =
        workers(network, readout, kernels, options).stream()
            .map(worker -> new EncoderLoop(intake, options.batchTokens(), worker, lone))
            .toList();
    threads = EngineThreads.start("millrace-encoder", intake, loops);
  }

  private static List<EncoderWorker> workers(
      EncoderNetwork network, Readout readout, Kernels kernels, EncoderOptions options) {
    LayerShape layer = network.shape().layer();
    DataType type = options.cacheType().orElse(network.defaultCacheType());
    BlockLayout layout = new BlockLayout(type, layer.g(), layer.e());
    int threads = Math.max(1, kernels.threads() / options.workers());
    long bytes = options.cacheBytes() / options.workers();
    List<EncoderWorker> workers = new ArrayList<>();
    try {
      while (workers.size() < options.workers()) {
        workers.add(EncoderWorker.of(network, readout, kernels.another(threads), layout, bytes));
      }
    } catch (RuntimeException | Error error) {
      workers.forEach(EncoderWorker::close);
      throw error;
    }
    return workers;
  }

  /** Texts that may be queued: those of the next steps, were they short. */
  public static int queued(EncoderOptions options) {
    long texts = (long) options.workers() * options.batchTokens() / 4;
    return (int) Math.max(LEAST_QUEUED, Math.min(texts, Integer.MAX_VALUE / 4));
  }

  /**
   * Queues a text; waits while many are queued already, unless called by a listener.
   *
   * @throws RejectedException if it can never run
   * @throws IllegalStateException if the engine is closed, or the thread is interrupted
   */
  public Ticket submit(EncoderRequest request, EncoderListener listener) {
    check(request);
    EncoderText text = new EncoderText(request, listener);
    threads.queue(text, request.id());
    return text::cancel;
  }

  private void check(EncoderRequest request) {
    if (request.ids().length > shape.mostTokens()) {
      throw new RejectedException(
          "text: has %d tokens, the model reads %d; shorten it"
              .formatted(request.ids().length, shape.mostTokens()));
    }
    for (int i = 0; i < request.ids().length; i++) {
      check("token", request.ids()[i], shape.vocabulary());
      check("token type", request.types()[i], shape.tokenTypes());
    }
  }

  private static void check(String what, int number, int count) {
    if (number < 0 || number >= count) {
      throw new RejectedException(
          "text: %s is %d, expected 0 to %d".formatted(what, number, count - 1));
    }
  }

  /** What was done so far; whoever was told of a text finds it counted. */
  public EncoderMetrics metrics() {
    return loops.stream()
        .map(EncoderLoop::metrics)
        .reduce(EncoderMetrics.NONE, EncoderMetrics::plus);
  }

  /**
   * Accepts nothing more and waits for all texts in flight.
   *
   * @throws IllegalStateException if called by a listener, which it would wait for
   */
  @Override
  public void close() {
    threads.close();
  }
}
