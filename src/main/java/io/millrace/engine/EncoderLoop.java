package io.millrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of an encoder engine: pack, run, tell, until closed and empty.
 *
 * <p>Nothing that goes wrong in a step ends the loop: a step that fails, fails its texts.
 */
final class EncoderLoop implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(EncoderLoop.class);

  private final Intake<EncoderText> intake;
  private final StepPacker packer;
  private final EncoderRunner runner;
  private volatile EncoderMetrics metrics = new EncoderMetrics(0, 0, 0, 0, 0);

  EncoderLoop(Intake<EncoderText> intake, StepPacker packer, EncoderRunner runner) {
    this.intake = intake;
    this.packer = packer;
    this.runner = runner;
  }

  EncoderMetrics metrics() {
    return metrics;
  }

  @Override
  public void run() {
    try (runner) {
      while (hasWork()) {
        step();
      }
    }
  }

  private boolean hasWork() {
    while (true) {
      try {
        return intake.await();
      } catch (InterruptedException ignored) {
        LOG.debug("engine: interrupted; only close ends it");
      }
    }
  }

  private void step() {
    packer.begin();
    List<EncoderText> texts = new ArrayList<>();
    List<EncoderText> dropped = new ArrayList<>();
    for (EncoderText text : intake.takeWhile(text -> text.isCancelled() || packer.admit(text))) {
      (text.isCancelled() ? dropped : texts).add(text);
    }
    dropped.forEach(
        text -> fail(text, new CancellationException(text.request().id() + ": cancelled")));
    if (!texts.isEmpty()) {
      run(texts);
    }
  }

  private void run(List<EncoderText> texts) {
    List<float[][]> vectors;
    try {
      vectors = runner.run(texts);
    } catch (Throwable thrown) { // the kernels'
      LOG.error("engine: a step went wrong; its texts fail", thrown);
      RuntimeException error = Publisher.asRuntimeException(thrown);
      texts.forEach(text -> fail(text, error));
      return;
    }
    long tokens = texts.stream().mapToLong(EncoderText::tokens).sum();
    EncoderMetrics before = metrics;
    metrics =
        new EncoderMetrics(
            before.steps() + 1,
            before.rows() + tokens,
            before.finished() + texts.size(),
            before.tokens() + tokens,
            before.failed());
    for (int i = 0; i < texts.size(); i++) {
      finish(texts.get(i), vectors.get(i));
    }
  }

  private static void finish(EncoderText text, float[][] vectors) {
    try {
      text.listener().finished(vectors);
    } catch (RuntimeException | Error thrown) { // the listener's
      LOG.error("engine: the listener of {} failed", text.request().id(), thrown);
    }
  }

  private void fail(EncoderText text, RuntimeException error) {
    EncoderMetrics now = metrics;
    metrics =
        new EncoderMetrics(now.steps(), now.rows(), now.finished(), now.tokens(), now.failed() + 1);
    try {
      text.listener().failed(error);
    } catch (RuntimeException | Error thrown) { // the listener's
      LOG.error("engine: the listener of {} failed", text.request().id(), thrown);
    }
  }
}
