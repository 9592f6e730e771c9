package io.millrace.decoding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;

/** The definition of a choice on a whole row of logits, written for clarity only. */
final class NaiveSampler {

  private final SamplingOptions options;
  private final List<Integer> prompt;
  private final List<Integer> generated;
  private final Set<Integer> excluded;

  NaiveSampler(
      SamplingOptions options,
      List<Integer> prompt,
      List<Integer> generated,
      Set<Integer> excluded) {
    this.options = options;
    this.prompt = prompt;
    this.generated = generated;
    this.excluded = excluded;
  }

  int choose(float[] raw, double uniform) {
    float[] logits = raw.clone();
    for (int id = 0; id < logits.length; id++) {
      logits[id] = adjust(id, logits[id]);
    }
    List<Integer> ranked = ranked(logits);
    if (options.temperature() == 0) {
      return ranked.get(0);
    }
    float inverse = 1f / options.temperature();
    for (int id = 0; id < logits.length; id++) {
      logits[id] = logits[id] * inverse;
    }
    boolean filtered = options.topK() > 0 || options.topP() < 1 || options.minP() > 0;
    return filtered ? filtered(logits, ranked, uniform) : byStripe(logits, uniform);
  }

  /** Log-probabilities of the raw logits in double precision. */
  static double[] logprobs(float[] raw) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (float logit : raw) {
      maximum = Math.max(maximum, logit);
    }
    double sum = 0;
    for (float logit : raw) {
      sum += Math.exp(logit - maximum);
    }
    double[] logprobs = new double[raw.length];
    for (int id = 0; id < raw.length; id++) {
      logprobs[id] = raw[id] - maximum - Math.log(sum);
    }
    return logprobs;
  }

  static List<Integer> ranked(float[] logits) {
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < logits.length; id++) {
      ids.add(id);
    }
    ids.sort(Comparator.comparing((Integer id) -> -(double) logits[id]).thenComparing(id -> id));
    return ids;
  }

  float adjust(int id, float logit) {
    if (excluded.contains(id)) {
      return Float.NEGATIVE_INFINITY;
    }
    float adjusted = logit + options.logitBias().getOrDefault(id, 0f);
    if (prompt.contains(id) || generated.contains(id)) {
      adjusted =
          adjusted > 0
              ? adjusted / options.repetitionPenalty()
              : adjusted * options.repetitionPenalty();
    }
    if (generated.contains(id)) {
      int count = (int) generated.stream().filter(token -> token == id).count();
      adjusted -= options.presencePenalty();
      adjusted -= options.frequencyPenalty() * count;
    }
    return adjusted;
  }

  private int filtered(float[] logits, List<Integer> ranked, double uniform) {
    float first = logits[ranked.get(0)];
    List<Integer> survivors = new ArrayList<>();
    for (int id : ranked) {
      boolean enough = options.topK() > 0 && survivors.size() == options.topK();
      if (enough || Exponential.of(logits[id] - first) < options.minP()) {
        break;
      }
      survivors.add(id);
    }
    double all = 0;
    for (int id : survivors) {
      all += weight(logits[id] - first);
    }
    if (options.topP() < 1
        && survivors.size() == logits.length
        && options.topK() == 0
        && options.minP() == 0) {
      all = Stripes.of(logits).total() * 0x1p34;
    }
    List<Integer> kept = new ArrayList<>();
    double weight = 0;
    for (int id : survivors) {
      if (options.topP() < 1 && weight >= options.topP() * all) {
        break;
      }
      weight += weight(logits[id] - first);
      kept.add(id);
    }
    return pick(kept, id -> weight(logits[id] - first), uniform * weight);
  }

  private static int pick(List<Integer> ids, IntToDoubleFunction weights, double point) {
    double sum = 0;
    int last = ids.get(0);
    for (int id : ids) {
      double weight = weights.applyAsDouble(id);
      sum += weight;
      if (weight > 0) {
        last = id;
      }
      if (sum > point) {
        return id;
      }
    }
    return last;
  }

  private static double weight(float distance) {
    return Math.floor(Exponential.of(distance) * 0x1p34);
  }

  private static int byStripe(float[] logits, double uniform) {
    Stripes stripes = Stripes.of(logits);
    double point = uniform * stripes.total();
    int chosen = 0;
    double before = 0;
    for (int stripe = 0; stripe < stripes.maxima.length; stripe++) {
      if (stripes.mass(stripe) > 0) {
        chosen = stripe;
        if (before + stripes.mass(stripe) > point) {
          break;
        }
        if (stripe + 1 < stripes.maxima.length) {
          before += stripes.mass(stripe);
        }
      }
    }
    List<Integer> ids = new ArrayList<>();
    for (int id = chosen * 4096; id < Math.min(logits.length, chosen * 4096 + 4096); id++) {
      ids.add(id);
    }
    float maximum = stripes.maxima[chosen];
    return pick(
        ids, id -> Exponential.of(logits[id] - maximum), (point - before) / stripes.factor(chosen));
  }

  /** Maxima and sums of stripes of 4,096 as the kernels define them. */
  private record Stripes(float[] maxima, float[] sums) {

    static Stripes of(float[] logits) {
      int count = (logits.length + 4095) / 4096;
      Stripes stripes = new Stripes(new float[count], new float[count]);
      for (int stripe = 0; stripe < count; stripe++) {
        int from = stripe * 4096;
        int to = Math.min(logits.length, from + 4096);
        float maximum = Float.NEGATIVE_INFINITY;
        for (int id = from; id < to; id++) {
          maximum = Math.max(maximum, logits[id]);
        }
        float[] lanes = new float[16];
        for (int id = from; id < to; id++) {
          lanes[(id - from) % 16] += Exponential.of(logits[id] - maximum);
        }
        for (int half = 8; half > 0; half /= 2) {
          for (int i = 0; i < half; i++) {
            lanes[i] += lanes[i + half];
          }
        }
        stripes.maxima[stripe] = maximum;
        stripes.sums[stripe] = lanes[0];
      }
      return stripes;
    }

    float factor(int stripe) {
      float maximum = Float.NEGATIVE_INFINITY;
      for (float one : maxima) {
        maximum = Math.max(maximum, one);
      }
      return Exponential.of(maxima[stripe] - maximum);
    }

    double mass(int stripe) {
      return maxima[stripe] == Float.NEGATIVE_INFINITY
          ? 0
          : (double) sums[stripe] * (double) factor(stripe);
    }

    double total() {
      double total = 0;
      for (int stripe = 0; stripe < maxima.length; stripe++) {
        total += mass(stripe);
      }
      return total;
    }
  }
}
