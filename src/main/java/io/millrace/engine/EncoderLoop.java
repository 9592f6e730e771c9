package io.millrace.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one worker of an encoder engine: pack, run, tell, until closed and empty.
 *
 * <p>Nothing that goes wrong in a step ends the loop: a step that fails, fails its texts.
 */
final class EncoderLoop implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(EncoderLoop.class);

  private final Intake<EncoderText> intake;
  private final StepPacker packer;
  private final EncoderWorker worker;
  private final LoneRunner lone;
  private volatile EncoderMetrics metrics = EncoderMetrics.NONE;

  EncoderLoop(Intake<EncoderText> intake, int batchTokens, EncoderWorker worker, LoneRunner lone) {
    this.intake = intake;
    this.worker = worker;
    this.lone = lone;
    packer = new StepPacker(batchTokens, worker.blocks().most());
  }

  /** What this worker has done. */
  EncoderMetrics metrics() {
    return metrics;
  }

  @Override
  public void run() {
    try (worker) {
      while (hasWork()) {
        step();
      }
    } finally {
      if (lone.leave()) {
        abandon();
      }
    }
  }

  /** Leaves nobody waiting, should all workers have ended by an error. */
  private void abandon() {
    intake.close();
    List<EncoderText> left = intake.take(Integer.MAX_VALUE);
    left.forEach(text -> fail(text, new IllegalStateException("the engine has ended")));
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
    List<EncoderText> taken = new ArrayList<>();
    try {
      packer.begin();
      intake.takeWhile(text -> text.isGivenUp() || packer.admit(text), taken);
      List<EncoderText> texts = new ArrayList<>();
      for (EncoderText text : taken) {
        if (text.isGivenUp()) {
          fail(text, text.complaint());
        } else {
          texts.add(text);
        }
      }
      if (!texts.isEmpty()) {
        finish(texts, run(texts));
      }
    } catch (Throwable thrown) { // the kernels' or ours: whoever waits must hear of it
      RuntimeException error = Publisher.asRuntimeException(thrown);
      taken.forEach(text -> fail(text, error));
      LOG.error("engine: a step went wrong; its texts fail", thrown);
    }
  }

  private List<float[][]> run(List<EncoderText> texts) {
    EncoderRunner runner = lone.begin(worker.runner(), intake.size());
    try {
      return runner.run(texts, worker.blocks());
    } finally {
      lone.end();
    }
  }

  private void finish(List<EncoderText> texts, List<float[][]> vectors) {
    Map<EncoderText, RuntimeException> lost = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      EncoderText text = texts.get(i);
      complaint(text, vectors.get(i)).ifPresent(complaint -> lost.put(text, complaint));
    }
    metrics = metrics.plus(EncoderMetrics.step(texts, lost.keySet()));
    lost.forEach(this::fail);
    for (int i = 0; i < texts.size(); i++) {
      float[][] own = vectors.get(i);
      texts.get(i).tell(listener -> listener.finished(own)); // unless it is lost
    }
  }

  /** Why what came of a text is of no use. */
  private static Optional<RuntimeException> complaint(EncoderText text, float[][] vectors) {
    if (text.request().deadline().isOver()) {
      return Optional.of(text.complaint());
    }
    return Arrays.stream(vectors).allMatch(EncoderLoop::isFinite)
        ? Optional.empty()
        : Optional.of(
            new IllegalStateException(
                "the model gave numbers that are not finite; its file may be damaged, or its values"
                    + " leave the range of 32-bit floats"));
  }

  private static boolean isFinite(float[] vector) {
    boolean finite = true;
    for (float x : vector) {
      finite &= Float.isFinite(x);
    }
    return finite;
  }

  private void fail(EncoderText text, RuntimeException error) {
    text.tell(
        listener -> {
          metrics = metrics.plus(EncoderMetrics.FAILURE);
          listener.failed(error);
        });
  }
}
