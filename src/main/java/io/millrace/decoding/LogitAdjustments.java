package io.millrace.decoding;

import io.millrace.decoding.SequenceSampling.EndRule;
import io.millrace.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;

/**
 * The tokens whose logits a sequence changes before it chooses, and how: by bias, by penalties, and
 * by what is excluded or forced at the next place. Sparse, in ascending order of ids.
 */
final class LogitAdjustments implements LogitChange {

  private final SamplingOptions options;
  private final NextTokens next;
  private final int minTokens;
  private int[] ids = new int[16];
  private AdjustedToken[] entries = new AdjustedToken[16];
  private int size;
  private int place; // tokens generated so far
  private Set<Integer> forced = Set.of();

  /** Starts before the first new token. */
  LogitAdjustments(SamplingOptions options, EndRule end, int[] prompt) {
    this.options = options;
    this.minTokens = end.minTokens();
    this.next = new NextTokens(options.constraints(), end, prompt);
    options.logitBias().forEach((token, bias) -> entry(token).bias = bias);
    options.constraints().suppressed().forEach(token -> entry(token).suppressed = true);
    if (minTokens > 0) {
      end.endTokens().forEach(token -> entry(token).endToken = true);
    }
    if (options.repetitionPenalty() != 1) {
      for (int token : prompt) {
        entry(token).inPrompt = true;
      }
    }
    constrain();
  }

  private LogitAdjustments(LogitAdjustments from) {
    options = from.options;
    minTokens = from.minTokens;
    next = from.next.copy();
    ids = from.ids.clone();
    entries = from.entries.clone();
    Arrays.setAll(entries, i -> i < from.size ? new AdjustedToken(from.entries[i]) : null);
    size = from.size;
    place = from.place;
    forced = from.forced;
  }

  /** The same, to go on apart. */
  LogitAdjustments copy() {
    return new LogitAdjustments(this);
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  /** Takes note of a new token of the answer. */
  void generated(int token) {
    if (options.hasPenalties()) {
      entry(token).generated++;
    }
    place++;
    next.accept(token);
    constrain();
  }

  private void constrain() {
    if (options.constraints().changes()) {
      next.excluded().forEach(token -> entry(token).excludedAt = place);
      forced = next.forced();
      forced.forEach(this::entry);
    }
  }

  @Override
  public boolean touches(Stripe stripe) {
    return !forced.isEmpty() || contains(stripe);
  }

  private boolean contains(Stripe stripe) {
    int first = indexOf(stripe.start());
    return first < size && ids[first] < stripe.start() + stripe.width();
  }

  @Override
  public void apply(Tensor row, int start) {
    int end = start + row.elements();
    int first = indexOf(start);
    for (int i = first; i < size && ids[i] < end; i++) {
      entries[i].raw = row.getFloat(ids[i] - start);
    }
    for (int column = 0; column < row.elements() && !forced.isEmpty(); column++) {
      row.setFloat(column, Float.NEGATIVE_INFINITY);
    }
    for (int i = first; i < size && ids[i] < end; i++) {
      row.setFloat(ids[i] - start, adjust(i, entries[i].raw));
    }
  }

  /** Keeps the logits that it would change, and makes them the least of their stripe. */
  LogitChange hiding() {
    return new LogitChange() {
      @Override
      public boolean isEmpty() {
        return size == 0;
      }

      @Override
      public boolean touches(Stripe stripe) {
        return contains(stripe);
      }

      @Override
      public void apply(Tensor row, int start) {
        int end = start + row.elements();
        for (int i = indexOf(start); i < size && ids[i] < end; i++) {
          entries[i].raw = row.getFloat(ids[i] - start);
          row.setFloat(ids[i] - start, Float.NEGATIVE_INFINITY);
        }
      }
    };
  }

  /** What is done with a token that may change: its id, raw logit and what becomes of a value. */
  interface Visitor {
    void visit(int token, float rawLogit, ValueChange change);
  }

  /** What becomes of a logit or log-probability. */
  interface ValueChange {
    float of(float value);
  }

  /** Visits all tokens that may change, in ascending order, after the row was read. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < size; i++) {
      int index = i;
      visitor.visit(ids[i], entries[i].raw, value -> adjust(index, value));
    }
  }

  /** Whether a token is among those that {@link #forEach} visits. */
  boolean contains(int token) {
    int i = indexOf(token);
    return i < size && ids[i] == token;
  }

  /** What becomes of all others. */
  float other(float value) {
    return forced.isEmpty() ? value : Float.NEGATIVE_INFINITY;
  }

  /** The raw logit of a token that {@link #apply} left at {@code adjusted}. */
  float raw(int token, float adjusted) {
    return contains(token) ? entries[indexOf(token)].raw : adjusted;
  }

  private float adjust(int index, float value) {
    AdjustedToken entry = entries[index];
    if (entry.suppressed) {
      return Float.NEGATIVE_INFINITY;
    }
    if (!forced.isEmpty()) {
      return forced.contains(ids[index]) ? 0 : Float.NEGATIVE_INFINITY;
    }
    boolean early = entry.endToken && place < minTokens;
    return early || entry.excludedAt == place
        ? Float.NEGATIVE_INFINITY
        : entry.penalize(value, options);
  }

  private AdjustedToken entry(int token) {
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
    entries[at] = new AdjustedToken();
    size++;
  }

  /** The index of the first id that is not below {@code token}. */
  private int indexOf(int token) {
    int found = Arrays.binarySearch(ids, 0, size, token);
    return found >= 0 ? found : -found - 1;
  }
}
