package io.millrace.decoding;

import io.millrace.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;

/**
 * The tokens whose logits a sequence changes before it chooses, and how: by bias, by penalties, and
 * end tokens that are excluded for now. Sparse, in ascending order of ids.
 */
final class LogitAdjustments {

  private final SamplingOptions options;
  private int[] ids = new int[16];
  private Entry[] entries = new Entry[16];
  private int size;
  private boolean endTokensExcluded;

  /** What is known about one token. */
  private static final class Entry {
    float bias;
    boolean inPrompt;
    boolean endToken;
    int generated;
    float raw;
  }

  /** Starts before the first new token; {@code excluded} end tokens stay so until lifted. */
  LogitAdjustments(SamplingOptions options, int[] prompt, Set<Integer> excluded) {
    this.options = options;
    options.logitBias().forEach((token, bias) -> entry(token).bias = bias);
    excluded.forEach(token -> entry(token).endToken = true);
    endTokensExcluded = !excluded.isEmpty();
    if (options.repetitionPenalty() != 1) {
      for (int token : prompt) {
        entry(token).inPrompt = true;
      }
    }
  }

  /** Whether no logit is changed. */
  boolean isEmpty() {
    return size == 0;
  }

  /** Takes note of a new token of the answer. */
  void generated(int token) {
    if (options.hasPenalties()) {
      entry(token).generated++;
    }
  }

  /** Makes end tokens possible again. */
  void allowEndTokens() {
    endTokensExcluded = false;
  }

  /**
   * Changes the logits of a stripe in place.
   *
   * @param row F32, the logits of ids {@code start} and up
   */
  void apply(Tensor row, int start) {
    int end = start + row.elements();
    for (int i = indexOf(start); i < size && ids[i] < end; i++) {
      Entry entry = entries[i];
      int column = ids[i] - start;
      entry.raw = row.getFloat(column);
      row.setFloat(column, adjust(entry));
    }
  }

  /** The raw logit of a token that {@link #apply} left at {@code adjusted}. */
  float raw(int token, float adjusted) {
    int i = indexOf(token);
    return i < size && ids[i] == token ? entries[i].raw : adjusted;
  }

  private float adjust(Entry entry) {
    if (entry.endToken && endTokensExcluded) {
      return Float.NEGATIVE_INFINITY;
    }
    float logit = entry.raw + entry.bias;
    if (entry.inPrompt || entry.generated > 0) {
      float penalty = options.repetitionPenalty();
      logit = logit > 0 ? logit / penalty : logit * penalty;
    }
    if (entry.generated > 0) {
      logit = logit - options.presencePenalty();
      logit = logit - options.frequencyPenalty() * entry.generated;
    }
    return logit;
  }

  private Entry entry(int token) {
    int i = indexOf(token);
    if (i == size || ids[i] != token) {
      insert(i, token);
    }
    return entries[i];
  }

  private void insert(int at, int token) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
      entries = Arrays.copyOf(entries, 2 * size);
    }
    System.arraycopy(ids, at, ids, at + 1, size - at);
    System.arraycopy(entries, at, entries, at + 1, size - at);
    ids[at] = token;
    entries[at] = new Entry();
    size++;
  }

  /** The index of the first id that is not below {@code token}. */
  private int indexOf(int token) {
    int found = Arrays.binarySearch(ids, 0, size, token);
    return found >= 0 ? found : -found - 1;
  }
}
