package io.millrace.engine;

import io.millrace.cache.BlockPool;
import io.millrace.cache.KvStore;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.Kernels;
import io.millrace.model.Network;
import io.millrace.model.NetworkShape;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

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
  private final Intake intake;
  private final EngineLoop loop;
  private final Thread thread;

  /**
   * Allocates the cache and starts.
   *
   * @throws IllegalArgumentException if the cache is too small for a single block
   */
  public Engine(Network network, Kernels kernels, EngineOptions options) {
    DataType cacheType = options.cacheType().orElse(network.defaultCacheType());
    List<BlockLayout> layouts = StepRunner.layouts(network, cacheType);
    int blocks = blocks(layouts, network.shape(), options);
    admission =
        new Admission(network.shape().vocabulary(), network.shape().contextLength(), blocks);
    intake =
        new Intake((int) Math.min(QUEUED_PER_SEQUENCE * options.maxSequences(), Integer.MAX_VALUE));
    BlockPool pool = new BlockPool(blocks);
    loop =
        new EngineLoop(
            intake,
            new Scheduler(options.maxSequences(), options.batchTokens(), pool),
            new StepRunner(network, kernels, layouts, blocks),
            new StepDecoder(network, kernels),
            new MetricsRecorder(blocks));
    thread = new Thread(loop, "millrace-engine");
    thread.setDaemon(true);
    thread.start();
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
    sequences.forEach(this::queue);
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

  /** As many blocks as the budget holds, but not more than can ever be used. */
  private static int blocks(List<BlockLayout> layouts, NetworkShape shape, EngineOptions options) {
    long[] bytes = layouts.stream().mapToLong(BlockLayout::blockBytes).toArray();
    int affordable = KvStore.blocksWithin(bytes, options.cacheBytes());
    long usable = (long) options.maxSequences() * Sequence.blocksFor(shape.contextLength());
    if (affordable < 1) {
      long block = LongStream.of(bytes).sum();
      throw new IllegalArgumentException(
          "engine: cache is %d bytes, expected at least %d for %d positions; raise it"
              .formatted(options.cacheBytes(), block, BlockLayout.POSITIONS));
    }
    return (int) Math.min(affordable, usable);
  }
}
