package io.millrace.engine;

import io.millrace.kernel.AttentionSpec;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderShape;
import io.millrace.model.LayerShape;
import io.millrace.model.Ops;
import io.millrace.model.Step;
import io.millrace.model.Value;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * An encoder whose hidden states are ids and positions; it can be held up, fails for ids 13 and 14,
 * outlasts a deadline at id 15, and gives NaN for {@link #DAMAGED}.
 */
final class FakeEncoder implements EncoderNetwork {

  static final int MOST_TOKENS = 300;
  static final int DAMAGED = 99;
  private static final int WIDTH = 2;

  private final CountDownLatch gate;
  private final List<List<Integer>> steps = new ArrayList<>();
  private final List<Ops> operations = new ArrayList<>();
  private volatile Deadline outlasted = Deadline.NEVER;
  private volatile boolean closed;

  FakeEncoder(CountDownLatch gate) {
    this.gate = gate;
  }

  /** What a step with id 15 takes longer than. */
  void outlast(Deadline deadline) {
    outlasted = deadline;
  }

  /** The lengths of the texts of each step. */
  synchronized List<List<Integer>> steps() {
    return List.copyOf(steps);
  }

  /** What each step was run by. */
  synchronized List<Ops> operations() {
    return List.copyOf(operations);
  }

  @Override
  public EncoderShape shape() {
    LayerShape layer = new LayerShape(1, WIDTH, AttentionSpec.NO_WINDOW);
    return new EncoderShape(100, WIDTH, MOST_TOKENS, 2, 1, layer);
  }

  @Override
  public Value forward(Ops ops, Step step, int[] types) {
    if (closed) {
      throw new AssertionError("is closed");
    }
    note(ops, step);
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    ops.begin();
    int[] positions = step.positions();
    float[] hidden = new float[step.outputs().length * WIDTH];
    for (int i = 0; i < step.outputs().length; i++) {
      int row = step.outputs()[i];
      if (step.ids().getInt(row) == 13) {
        throw new IllegalStateException("thirteen");
      }
      if (step.ids().getInt(row) == 14) {
        throw new AssertionError("fourteen");
      }
      if (step.ids().getInt(row) == 15) {
        outlast();
      }
      int id = step.ids().getInt(row);
      hidden[WIDTH * i] = id == DAMAGED ? Float.NaN : id;
      hidden[WIDTH * i + 1] = positions[row];
    }
    return ops.floats(hidden, step.outputs().length, WIDTH);
  }

  private void outlast() {
    try {
      while (!outlasted.isOver()) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private synchronized void note(Ops ops, Step step) {
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < step.layout().count(); i++) {
      lengths.add(step.layout().rows(i));
    }
    steps.add(lengths);
    operations.add(ops);
  }

  @Override
  public DataType defaultCacheType() {
    return DataType.F32;
  }

  @Override
  public void close() {
    closed = true;
  }
}
