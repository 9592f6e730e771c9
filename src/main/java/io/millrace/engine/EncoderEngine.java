package io.millrace.engine;

import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.Kernels;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderShape;
import io.millrace.model.Readout;
import io.millrace.tensor.DataType;

/**
 * Encodes many texts together: submit from any thread, be told on the engine's.
 *
 * <p>A step takes whole texts back to back, without padding. What a text gives depends on the model
 * and the text only, never on what is beside it. One daemon thread works, and only while there is
 * work. The network and the kernels stay the caller's, used by nobody else, and are closed after
 * the engine.
 */
public final class EncoderEngine implements AutoCloseable {

  private static final int LEAST_QUEUED = 64;

  private final EncoderShape shape;
  private final EncoderLoop loop;
  private final EngineThread<EncoderText> thread;

  /** Starts it. */
  public EncoderEngine(
      EncoderNetwork network, Readout readout, Kernels kernels, EncoderOptions options) {
    shape = network.shape();
    Intake<EncoderText> intake = new Intake<>(queued(options), text -> text.request().id());
    DataType type = options.cacheType().orElse(network.defaultCacheType());
    BlockLayout layout = new BlockLayout(type, shape.layer().g(), shape.layer().e());
    int longest = (shape.mostTokens() + BlockLayout.POSITIONS - 1) / BlockLayout.POSITIONS;
    StepBlocks blocks = new StepBlocks(kernels.allocator(), layout, options.cacheBytes(), longest);
    loop =
        new EncoderLoop(
            intake,
            new StepPacker(options.batchTokens(), blocks.most()),
            new EncoderRunner(network, readout, kernels, blocks));
    thread = EngineThread.start("millrace-encoder", intake, loop);
  }

  /** Texts that may be queued: those of the next steps, were they short. */
  public static int queued(EncoderOptions options) {
    return Math.max(LEAST_QUEUED, options.batchTokens() / 4);
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
    thread.queue(text, request.id());
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

  /** What was done so far. */
  public EncoderMetrics metrics() {
    return loop.metrics();
  }

  /**
   * Accepts nothing more and waits for all texts in flight.
   *
   * @throws IllegalStateException if called by a listener, which it would wait for
   */
  @Override
  public void close() {
    thread.close();
  }
}
