package io.millrace.engine;

import io.millrace.kernel.Kernels;
import io.millrace.model.Network;
import io.millrace.model.NetworkShape;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs many requests together on one network: submit from any thread, be told on the engine's.
 *
 * <p>What a request produces depends on the model and the request only, never on what runs beside
 * it. One daemon thread works, and only while there is work. The network and the kernels stay the
 * caller's, used by nobody else, and are closed after the engine.
 */
public final class Engine implements AutoCloseable {

  private static final long QUEUED_PER_SEQUENCE = 4;

  private final Admission admission;
  private final Intake<Sequence> intake;
  private final EngineLoop loop;
  private final Thread thread;
  private final int together;

  /**
   * Allocates the cache and starts.
   *
   * @throws IllegalArgumentException if the cache is too small for a single block
   */
  public Engine(Network network, Kernels kernels, EngineOptions options) {
    DataType cacheType = options.cacheType().orElse(network.defaultCacheType());
    NetworkShape shape = network.shape();
    CachePlan cache = CachePlan.of(shape, cacheType, options);
    long longest = cache.mostPositions(options.batchTokens());
    admission = new Admission(shape.vocabulary(), shape.contextLength(), longest);
    together = Math.min(options.maxSequences(), options.batchTokens());
    intake =
        new Intake<>(
            (int) Math.min(QUEUED_PER_SEQUENCE * options.maxSequences(), Integer.MAX_VALUE),
            sequence -> sequence.request().id());
    loop =
        new EngineLoop(
            intake,
            new Scheduler(
                together,
                options.batchTokens(),
                new CacheBlocks(cache.kinds(), options.prefixCache())),
            new StepRunner(network, kernels, cache),
            new StepDecoder(network, kernels),
            new MetricsRecorder());
    thread = new Thread(loop, "millrace-engine");
    thread.setDaemon(true);
    thread.start();
  }

  /** Positions of the longest sequence the cache has room for. */
  public long cachePositions() {
    return admission.cachePositions();
  }

  /**
   * Queues a request that is to be continued once; otherwise as {@link #submit(TokenRequest,
   * List)}.
   */
  public Ticket submit(TokenRequest request, TokenListener listener) {
    return submit(request, List.of(listener));
  }

  /**
   * Queues a request; waits while many are queued already, unless called by a listener.
   *
   * @param listeners one for each continuation of the prompt, at least one; the first draws by the
   *     random numbers of choice 0, and so on
   * @throws RejectedException if it can never run
   * @throws IllegalStateException if the engine is closed, or the thread is interrupted
   */
  public Ticket submit(TokenRequest request, List<? extends TokenListener> listeners) {
    admission.check(request);
    List<Sequence> sequences = new ArrayList<>();
    for (TokenListener listener : listeners) {
      sequences.add(new Sequence(request, sequences.size(), listener));
    }
    // Nothing is drawn of a prompt that is only scored, so nobody can go on from it.
    int family = request.maxTokens() == 0 ? 1 : together;
    for (int first = 0; first < sequences.size(); first += family) {
      List<Sequence> rest = sequences.subList(first, Math.min(first + family, sequences.size()));
      rest.subList(1, rest.size()).forEach(rest.get(0)::lead);
      queue(rest.get(0));
    }
    return () -> sequences.forEach(Sequence::cancel);
  }

  private void queue(Sequence sequence) {
    if (Thread.currentThread() == thread) {
      intake.putNow(sequence);
      return;
    }
    try {
      intake.put(sequence);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          sequence.request().id() + ": interrupted while waiting to be queued", interrupted);
    }
  }

  /** What was done so far. */
  public EngineMetrics metrics() {
    return loop.metrics();
  }

  /**
   * Accepts nothing more, waits for all requests in flight, and gives the cache back.
   *
   * @throws IllegalStateException if called by a listener, which it would wait for
   */
  @Override
  public void close() {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("engine: closed by a listener, expected another thread");
    }
    intake.close();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true; // what is in flight still uses the network
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
