package io.millrace.decoding;

import io.millrace.decoding.BeamSearchOptions.EarlyStopping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A beam search over whole distributions, written for clarity only: places for hypotheses that are
 * empty at first, marked by -1e9, and everything sorted whole.
 */
final class NaiveBeamSearch {

  private static final float NOTHING = -1e9f;

  private final BeamSearchOptions options;
  private final Set<Integer> endTokens;
  private final int maxTokens;

  /** A text with its sum or score; {@code ended} of places that hold a hypothesis. */
  record Text(List<Integer> tokens, float score, boolean ended) {}

  NaiveBeamSearch(BeamSearchOptions options, Set<Integer> endTokens, int maxTokens) {
    this.options = options;
    this.endTokens = endTokens;
    this.maxTokens = maxTokens;
  }

  /** Searches; {@code scores} gives the adjusted log-probabilities of all tokens after some. */
  List<Text> search(Function<List<Integer>, float[]> scores) {
    int width = options.beams();
    List<Text> running = new ArrayList<>();
    List<Text> places = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      running.add(new Text(List.of(), i == 0 ? 0 : NOTHING, false));
      places.add(new Text(List.of(), NOTHING, false));
    }
    int length = 0;
    boolean goesOn = true;
    while (goesOn) {
      length++;
      List<Text> all = new ArrayList<>();
      for (Text beam : running) {
        float[] row = scores.apply(beam.tokens);
        for (int id : NaiveSampler.ranked(row)) {
          List<Integer> longer = new ArrayList<>(beam.tokens);
          longer.add(id);
          boolean ended = length == maxTokens || endTokens.contains(id);
          all.add(new Text(longer, beam.score + row[id], ended));
        }
      }
      List<Text> best = best(all, Math.max(2, 1 + endTokens.size()) * width);
      float power = (float) StrictMath.pow(length, options.lengthPenalty());
      List<Text> merged = new ArrayList<>(places);
      for (Text text : best.subList(0, width)) {
        merged.add(
            new Text(text.tokens, text.score / power + (text.ended ? 0 : NOTHING), text.ended));
      }
      places = best(merged, width);
      running =
          best(
              best.stream()
                  .map(
                      text -> new Text(text.tokens, text.score + (text.ended ? NOTHING : 0), false))
                  .toList(),
              width);
      goesOn = best.stream().anyMatch(text -> !text.ended) && promises(running, places, length);
    }
    return best(places.stream().filter(Text::ended).toList(), options.best());
  }

  private boolean promises(List<Text> running, List<Text> places, int length) {
    boolean full = places.stream().allMatch(Text::ended);
    if (full && options.earlyStopping() == EarlyStopping.FULL) {
      return false;
    }
    boolean far = options.earlyStopping() == EarlyStopping.NEVER && options.lengthPenalty() > 0;
    float power = (float) StrictMath.pow(far ? maxTokens : length, options.lengthPenalty());
    float worst = full ? places.get(places.size() - 1).score : NOTHING;
    return running.get(0).score / power > worst;
  }

  private static List<Text> best(List<Text> texts, int count) {
    return texts.stream()
        .sorted(Comparator.comparing((Text text) -> -text.score))
        .limit(count)
        .toList();
  }
}
