package io.millrace.engine;

import io.millrace.decoding.SequenceSampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One continuation of a request on its way: its tokens so far, how many of them are in the cache,
 * and where. One thread's, but for {@link #cancel}.
 */
final class Sequence {

  private static final int UNKNOWN = -1;

  private final TokenRequest request;
  private final int choice;
  private final TokenListener listener;
  private final Optional<BeamGroup> group;
  private SequenceSampling sampling;
  private final SequenceTimes times;
  private final List<Sequence> followers = new ArrayList<>();
  private long arrival;
  private int[] tokens;
  private int length;
  private int computed;
  private int furthest;
  private int cached = UNKNOWN;
  private boolean announced;
  private List<TokenScore> promptScores = new ArrayList<>(); // one list for all that share a prompt
  private SequenceBlocks blocks; // null while it holds none
  private volatile boolean cancelled;

  /**
   * @param choice its number among the continuations of the request
   */
  Sequence(TokenRequest request, int choice, TokenListener listener) {
    this(request, choice, listener, Optional.empty());
  }

  /** One of the sequences of a beam search. */
  Sequence(TokenRequest request, int beam, BeamGroup group) {
    this(request, beam, group, Optional.of(group));
  }

  private Sequence(
      TokenRequest request, int choice, TokenListener listener, Optional<BeamGroup> group) {
    this.request = request;
    this.choice = choice;
    this.listener = listener;
    this.group = group;
    this.times = new SequenceTimes(request.timeout());
    this.tokens = request.prompt().clone();
    this.length = tokens.length;
    this.sampling =
        new SequenceSampling(
            request.sampling(),
            new SequenceSampling.RandomKey(request.seed(), choice),
            new SequenceSampling.EndRule(
                request.endTokens(), request.minTokens(), request.maxTokens()),
            tokens);
  }

  TokenRequest request() {
    return request;
  }

  int choice() {
    return choice;
  }

  TokenListener listener() {
    return listener;
  }

  /** The beam search it belongs to, if any. */
  Optional<BeamGroup> group() {
    return group;
  }

  SequenceSampling sampling() {
    return sampling;
  }

  SequenceTimes times() {
    return times;
  }

  /** Its place in the order of arrival. */
  long arrival() {
    return arrival;
  }

  void arrive(long number) {
    arrival = number;
  }

  /** It ends before its next step; any thread may say so. */
  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Lets another continuation of the same prompt wait until this one has computed it. */
  void lead(Sequence follower) {
    followers.add(follower);
    follower.promptScores = promptScores;
  }

  /** This sequence and those that wait for it to compute their prompt. */
  List<Sequence> family() {
    List<Sequence> family = new ArrayList<>();
    family.add(this);
    family.addAll(followers);
    return family;
  }

  /** Those whose next token its last row decides. */
  List<Sequence> drawing() {
    return group.isPresent() ? List.of(this) : family();
  }

  /** How many {@link #family} has. */
  int familySize() {
    return 1 + followers.size();
  }

  /** Scores of the prompt's tokens found so far, from its second token on. */
  List<TokenScore> promptScores() {
    return promptScores;
  }

  int token(int position) {
    return tokens[position];
  }

  /** The tokens, {@link #wanted} of them or more; the places behind them mean nothing. */
  int[] tokens() {
    return tokens;
  }

  int promptLength() {
    return request.prompt().length;
  }

  /** How many tokens were generated. */
  int generated() {
    return length - promptLength();
  }

  /** Whether each further step gives a token. */
  boolean generates() {
    return generated() > 0 && remaining() == 1;
  }

  /** How many of the first tokens are in the cache. */
  int computed() {
    return computed;
  }

  /** How many of the first tokens have ever been computed or found in the cache. */
  int furthest() {
    return furthest;
  }

  /** How many of the first tokens must be in the cache before something new is known. */
  int wanted() {
    return request.maxTokens() > 0 ? length : scoredPrompt() ? length - 1 : 0;
  }

  /** Rows that are still to be run. */
  int remaining() {
    return wanted() - computed;
  }

  boolean scoredPrompt() {
    return request.promptLogprobs() == PromptLogprobs.ALL;
  }

  /** Prompt tokens whose scores are asked for and not known yet. */
  int scoresLeft() {
    return scoredPrompt() ? promptLength() - 1 - promptScores.size() : 0;
  }

  /** Positions it can need at most: the last token is never run. */
  int mostPositions() {
    return Math.max(0, promptLength() + request.maxTokens() - 1);
  }

  /** It runs from now on, with the first positions found in the cache. */
  void admit(SequenceBlocks own, int found) {
    blocks = own;
    computed = found;
    furthest = Math.max(furthest, found);
    cached = cached == UNKNOWN ? found : cached;
  }

  /** Tokens found in the cache when it was first admitted. */
  int cachedTokens() {
    return cached;
  }

  /** Whether its listener is still to be told that it runs; true only once. */
  boolean announce() {
    boolean first = !announced;
    announced = true;
    return first;
  }

  /** Its blocks; only while it runs. */
  SequenceBlocks blocks() {
    return blocks;
  }

  /** Gives its blocks up; what it has generated stays. */
  void release() {
    blocks.release();
    blocks = null;
    computed = 0;
  }

  /** Whether it holds blocks. */
  boolean holdsBlocks() {
    return blocks != null;
  }

  /** Takes note that the next {@code count} tokens are in the cache. */
  void advance(int count) {
    computed += count;
    furthest = Math.max(furthest, computed);
    blocks.advance(tokens, computed);
  }

  /** Lets those that waited for its prompt go on from it, with the same blocks. */
  List<Sequence> fork() {
    List<Sequence> forks = List.copyOf(followers);
    followers.clear();
    for (Sequence fork : forks) {
      fork.arrival = arrival;
      fork.times.startWith(times);
      fork.admit(blocks.fork(), computed);
    }
    return forks;
  }

  /** The blocks of its source that another beam of its group holds; none if none does. */
  int[] sharedSource() {
    return group.stream()
        .flatMap(all -> all.members().stream())
        .filter(Sequence::holdsBlocks)
        .map(beam -> beam.blocks.sourceNumbers())
        .findFirst()
        .orElse(new int[0]);
  }

  /** Tokens of its source that are to be encoded once it runs. */
  int sourceToEncode() {
    return sharedSource().length > 0 ? 0 : request.source().length;
  }

  /** Its tokens and blocks, for another beam to go on from; it may go on itself. */
  BeamState state() {
    Optional<SequenceBlocks> shared = holdsBlocks() ? Optional.of(blocks.fork()) : Optional.empty();
    int[] own = Arrays.copyOf(tokens, length);
    return new BeamState(own, computed, furthest, shared, sampling.copy());
  }

  /** Goes on from where a beam was, with a new token; it must hold no blocks. */
  void goOn(BeamState from, int token) {
    tokens = from.tokens();
    length = tokens.length;
    computed = from.computed();
    furthest = from.furthest();
    blocks = from.blocks().orElse(null);
    sampling = from.sampling();
    append(token);
  }

  /** Appends a new token. */
  void append(int token) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, length + Math.max(16, length / 2));
    }
    tokens[length++] = token;
    sampling.accept(token);
  }
}
