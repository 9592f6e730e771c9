package io.millrace.engine;

import io.millrace.decoding.BeamSearchOptions;
import io.millrace.engine.Admission.SourceLimits;
import io.millrace.kernel.Kernels;
import io.millrace.model.Network;
import io.millrace.model.NetworkShape;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

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
  private final IntFunction<Admission> beamAdmission;
  private final EngineLoop loop;
  private final EngineThreads<Sequence> thread;
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
    Optional<SourceLimits> sources = sourceLimits(shape, cache);
    admission = new Admission(shape.vocabulary(), shape.contextLength(), longest, sources);
    beamAdmission =
        beams ->
            new Admission(
                shape.vocabulary(),
                shape.contextLength(),
                cache.mostPositions(options.batchTokens(), beams),
                sources);
    together = Math.min(options.maxSequences(), options.batchTokens());
    Intake<Sequence> intake =
        new Intake<>(
            (int) Math.min(QUEUED_PER_SEQUENCE * options.maxSequences(), Integer.MAX_VALUE),
            sequence -> sequence.request().id());
    loop =
        new EngineLoop(
            intake,
            new Scheduler(
                together,
                options.batchTokens(),
                new CacheBlocks(cache.kinds(), sourceBlocks(cache), options.prefixCache())),
            new StepRunner(network, kernels, cache),
            new StepDecoder(network, kernels),
            new MetricsRecorder());
    thread = EngineThreads.start("millrace-engine", intake, List.of(loop));
  }

  private static Optional<SourceLimits> sourceLimits(NetworkShape shape, CachePlan cache) {
    return shape
        .source()
        .map(
            source ->
                new SourceLimits(
                    source.vocabulary(),
                    source.contextLength(),
                    cache.source().orElseThrow().mostPositions()));
  }

  private static OptionalInt sourceBlocks(CachePlan cache) {
    return cache.source().stream().mapToInt(CachePlan.SourcePlan::blocks).findFirst();
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

  /**
   * Queues a request that is to be continued by beam search; otherwise as {@link
   * #submit(TokenRequest, List)}. What only sampling needs plays no part.
   *
   * @throws RejectedException if it can never run
   */
  public Ticket submit(TokenRequest request, BeamSearchOptions beams, BeamListener listener) {
    if (beams.beams() > together) {
      throw new RejectedException(
          "beam search: beams are %d, expected at most %d, the sequences that run together"
              .formatted(beams.beams(), together));
    }
    if (request.maxTokens() == 0) {
      throw new RejectedException("beam search: max_tokens is 0, expected 1 and more");
    }
    admission(beams.beams()).check(request);
    BeamGroup group = new BeamGroup(request, beams, listener);
    queue(group.leader());
    return () -> group.members().forEach(Sequence::cancel);
  }

  /** Positions of the longest sequences, that many in a beam search, there is room for. */
  public long cachePositions(int beams) {
    return admission(beams).cachePositions();
  }

  private Admission admission(int beams) {
    return beams == 1 ? admission : beamAdmission.apply(beams);
  }

  private void queue(Sequence sequence) {
    thread.queue(sequence, sequence.request().id());
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
    thread.close();
  }
}
