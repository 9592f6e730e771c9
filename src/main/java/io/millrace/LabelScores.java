package io.millrace;

import io.millrace.load.LabelSettings;
import io.millrace.load.OutputFunction;
import io.millrace.model.HeadFunction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes scores of labels from the raw scores of a head. */
final class LabelScores {

  private static final Comparator<LabelScore> BEST_FIRST =
      Comparator.comparingDouble(LabelScore::score).reversed().thenComparingInt(LabelScore::index);

  private LabelScores() {}

  /** The scores of all labels, best first. */
  static List<LabelScore> of(float[] raw, OutputFunction function, LabelSettings labels) {
    float[] scores = apply(function, raw);
    List<LabelScore> all = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      all.add(new LabelScore(i, labels.names().get(i), scores[i]));
    }
    all.sort(BEST_FIRST);
    return all;
  }

  /** The function that the options ask for, or else the model's own. */
  static OutputFunction function(ScoringOptions options, OutputFunction own) {
    return switch (options.function()) {
      case AS_MODEL -> own;
      case NONE -> OutputFunction.IDENTITY;
      case SIGMOID -> OutputFunction.SIGMOID;
      case SOFTMAX -> OutputFunction.SOFTMAX;
    };
  }

  /** Applies it, in double, with one rounding at the end. */
  static float[] apply(OutputFunction function, float[] raw) {
    return switch (function) {
      case IDENTITY -> raw;
      case SIGMOID -> sigmoid(raw);
      case SOFTMAX -> softmax(raw);
    };
  }

  private static float[] sigmoid(float[] raw) {
    float[] scores = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      scores[i] = HeadFunction.sigmoid(raw[i]);
    }
    return scores;
  }

  private static float[] softmax(float[] raw) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float x : raw) {
      largest = Math.max(largest, x);
    }
    double[] powers = new double[raw.length];
    double sum = 0;
    for (int i = 0; i < raw.length; i++) {
      powers[i] = StrictMath.exp(raw[i] - largest);
      sum += powers[i];
    }
    float[] scores = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      scores[i] = (float) (powers[i] / sum);
    }
    return scores;
  }
}
