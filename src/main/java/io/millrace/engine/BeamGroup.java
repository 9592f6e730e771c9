package io.millrace.engine;

import io.millrace.decoding.BeamSearch;
import io.millrace.decoding.BeamSearchOptions;
import io.millrace.decoding.Hypothesis;
import io.millrace.decoding.RowResult.Ranking;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The sequences of one beam search: they share a prompt, and each step they wait for one another,
 * until all have reported which tokens they may go on with. One thread's.
 *
 * <p>The first one leads until the prompt is computed, and its first report is everybody's.
 */
final class BeamGroup implements TokenListener {

  private final List<Sequence> members = new ArrayList<>();
  private final int candidates;
  private final BeamSearch search;
  private final BeamListener listener;
  private final List<Optional<Ranking>> reports;
  private boolean over;

  /**
   * @param request with one token to generate or more
   */
  BeamGroup(TokenRequest request, BeamSearchOptions options, BeamListener listener) {
    this.listener = listener;
    candidates = BeamSearch.candidates(options, request.endTokens());
    search = new BeamSearch(options, request.endTokens(), request.maxTokens());
    for (int beam = 0; beam < options.beams(); beam++) {
      members.add(new Sequence(request, beam, this));
    }
    members.subList(1, members.size()).forEach(leader()::lead);
    reports = new ArrayList<>(Collections.nCopies(members.size(), Optional.empty()));
  }

  /** The sequences in the order of their beams. */
  List<Sequence> members() {
    return members;
  }

  /** The sequence that computes the prompt. */
  Sequence leader() {
    return members.get(0);
  }

  /** How many of its best tokens each sequence reports. */
  int candidates() {
    return candidates;
  }

  /** Takes a report; one that is made again after a preemption says the same. */
  void report(Sequence member, Ranking ranking) {
    if (member.generated() == 0) {
      Collections.fill(reports, Optional.of(ranking));
    } else {
      reports.set(member.choice(), Optional.of(ranking));
    }
  }

  /** Whether all have reported. */
  boolean isComplete() {
    return reports.stream().allMatch(Optional::isPresent);
  }

  /** What each goes on with, now that all have reported; means nothing if the search ended. */
  List<BeamSearch.Extension> extend() {
    List<BeamSearch.Extension> next =
        search.extend(reports.stream().map(Optional::orElseThrow).toList());
    Collections.fill(reports, Optional.empty());
    return next;
  }

  /** Whether the search has found what it can find. */
  boolean hasFound() {
    return search.isOver();
  }

  /** What was found, best first. */
  List<BeamHypothesis> hypotheses() {
    return search.hypotheses().stream().map(this::hypothesis).toList();
  }

  private BeamHypothesis hypothesis(Hypothesis found) {
    List<TokenScore> tokens =
        found.tokens().stream()
            .map(token -> new TokenScore(token.token(), token.logprob(), token.top()))
            .toList();
    StopCause cause = search.hasEndToken(found) ? StopCause.END_TOKEN : StopCause.LENGTH;
    return new BeamHypothesis(tokens, found.score(), cause);
  }

  /** Ends it, well or not; true only once. */
  boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }

  boolean isOver() {
    return over;
  }

  BeamListener listener() {
    return listener;
  }

  @Override
  public void started(int cachedTokens) {
    listener.started(cachedTokens);
  }

  @Override
  public void prompt(List<TokenScore> scores) {
    listener.prompt(scores);
  }

  @Override
  public Verdict token(TokenScore token) {
    throw new AssertionError("a beam has no tokens of its own");
  }

  @Override
  public void finished(StopCause cause) {
    throw new AssertionError("a beam does not end alone");
  }

  @Override
  public void failed(RuntimeException error) {
    listener.failed(error);
  }
}
