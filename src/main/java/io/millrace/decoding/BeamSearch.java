package io.millrace.decoding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The bookkeeping of one beam search: given the best tokens of each beam, it decides which beams go
 * on with which, and keeps the hypotheses that ended. One thread's.
 *
 * <p>It finds what {@code transformers} 5 finds. All beams begin with the same prompt; all but the
 * first are as good as dead until it has given them something to go on with. Of each step, the best
 * tokens over all beams are looked at, so many that enough of them go on even if each beam's best
 * ones are end tokens; one that ends counts only if it is among the best {@code beams} of all.
 */
public final class BeamSearch {

  private static final float DEAD = -1e9f;
  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble((Candidate candidate) -> -candidate.sum)
          .thenComparingInt(candidate -> candidate.beam);

  private final BeamSearchOptions options;
  private final Set<Integer> endTokens;
  private final int maxTokens;
  private List<Beam> beams = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>(); // best first
  private int length;
  private boolean over;

  /**
   * A beam's next token.
   *
   * @param parent number of the beam that it goes on from
   */
  public record Extension(int parent, int token) {}

  /** Tokens in reverse; the first one has null before it. */
  private record Path(Path before, RowResult.Token last) {}

  /** A hypothesis that grows; {@code path} is null before the first token. */
  private record Beam(Path path, float sum) {}

  private record Candidate(int beam, RowResult.Token token, float sum) {}

  private record Ended(Path path, float score) {}

  /**
   * Begins before the first token.
   *
   * @param endTokens tokens that end a hypothesis
   * @param maxTokens every hypothesis ends with so many tokens; at least 1
   */
  public BeamSearch(BeamSearchOptions options, Set<Integer> endTokens, int maxTokens) {
    this.options = options;
    this.endTokens = Set.copyOf(endTokens);
    this.maxTokens = maxTokens;
    for (int beam = 0; beam < options.beams(); beam++) {
      beams.add(new Beam(null, beam == 0 ? 0 : DEAD));
    }
  }

  /** How many of the best tokens of each beam must be known. */
  public static int candidates(BeamSearchOptions options, Set<Integer> endTokens) {
    return Math.max(2, 1 + endTokens.size()) * options.beams();
  }

  /**
   * Takes a step.
   *
   * @param rankings the best tokens of each beam, {@link #candidates} of them or all there are
   * @return what each beam goes on with, which means nothing if the search {@link #isOver}
   */
  public List<Extension> extend(List<RowResult.Ranking> rankings) {
    length++;
    List<Candidate> best = best(rankings);
    List<Candidate> next = next(best);
    best.stream().limit(beams.size()).filter(this::ends).forEach(this::end);
    beams = next.stream().map(one -> new Beam(path(one), one.sum)).toList();
    over = !canImprove() || best.stream().allMatch(this::ends);
    return next.stream().map(one -> new Extension(one.beam, one.token.token())).toList();
  }

  /** Whether nothing better is to be expected. */
  public boolean isOver() {
    return over;
  }

  /** The best hypotheses that ended, best first; fewer than wanted if not enough were possible. */
  public List<Hypothesis> hypotheses() {
    return ended.stream()
        .limit(options.best())
        .map(one -> new Hypothesis(tokens(one.path), one.score))
        .toList();
  }

  /** Whether a hypothesis ended by an end token, and not by its length. */
  public boolean hasEndToken(Hypothesis hypothesis) {
    int last = hypothesis.tokens().size() - 1;
    return endTokens.contains(hypothesis.tokens().get(last).token());
  }

  /** The best continuations over all beams, best first. */
  private List<Candidate> best(List<RowResult.Ranking> rankings) {
    List<Candidate> all = new ArrayList<>();
    for (int beam = 0; beam < beams.size(); beam++) {
      RowResult.Ranking ranking = rankings.get(beam);
      for (RankedToken ranked : ranking.best()) {
        RowResult.Token token =
            new RowResult.Token(ranked.token(), ranked.logprob(), ranking.top());
        all.add(new Candidate(beam, token, beams.get(beam).sum + ranked.score()));
      }
    }
    all.sort(BEST_FIRST); // stable: the better token of a beam first among equals
    return all.subList(0, Math.min(candidates(options, endTokens), all.size()));
  }

  /** The best that go on; those that end follow only if there is nothing else. */
  private List<Candidate> next(List<Candidate> best) {
    List<Candidate> next = new ArrayList<>();
    for (Candidate candidate : best) {
      float sum = ends(candidate) ? candidate.sum + DEAD : candidate.sum;
      next.add(new Candidate(candidate.beam, candidate.token, sum));
    }
    next.sort(Comparator.comparingDouble(candidate -> -candidate.sum));
    return next.subList(0, Math.min(beams.size(), next.size()));
  }

  private boolean ends(Candidate candidate) {
    return length == maxTokens || endTokens.contains(candidate.token.token());
  }

  /** Keeps a hypothesis that ended, if it is among the best. */
  private void end(Candidate candidate) {
    float score = candidate.sum / penalty(length);
    int place = ended.size();
    while (place > 0 && score > ended.get(place - 1).score) {
      place--;
    }
    if (score > DEAD && place < beams.size()) {
      ended.add(place, new Ended(path(candidate), score));
      if (ended.size() > beams.size()) {
        ended.remove(beams.size());
      }
    }
  }

  /** Whether the best beam may still give a better hypothesis than those that ended. */
  private boolean canImprove() {
    boolean full = ended.size() == beams.size();
    if (full && options.earlyStopping() == BeamSearchOptions.EarlyStopping.FULL) {
      return false;
    }
    boolean longest =
        options.earlyStopping() == BeamSearchOptions.EarlyStopping.NEVER
            && options.lengthPenalty() > 0;
    float hoped = beams.get(0).sum / penalty(longest ? maxTokens : length);
    return hoped > (full ? ended.get(ended.size() - 1).score : DEAD);
  }

  private float penalty(int tokens) {
    return (float) StrictMath.pow(tokens, options.lengthPenalty());
  }

  private Path path(Candidate candidate) {
    return new Path(beams.get(candidate.beam).path, candidate.token);
  }

  private static List<RowResult.Token> tokens(Path path) {
    List<RowResult.Token> tokens = new ArrayList<>();
    for (Path at = path; at != null; at = at.before) {
      tokens.add(0, at.last);
    }
    return tokens;
  }
}
