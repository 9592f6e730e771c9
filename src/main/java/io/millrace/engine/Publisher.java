package io.millrace.engine;

import io.millrace.decoding.BeamSearch;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what became of their sequences, and asks whether to go on.
 *
 * <p>What a listener throws fails its own sequence and goes no further.
 */
final class Publisher {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final Ledger ledger;

  /** Takes note of what listeners are about to be told, so that counts are right when they are. */
  interface Ledger {

    /** A token was appended to a sequence. */
    void token(Sequence sequence);

    /** All beams of a group go on. */
    void extended(BeamGroup group, List<BeamSearch.Extension> extensions);

    /** A beam search found so many tokens in all. */
    void found(BeamGroup group, int tokens);

    /** A sequence has ended, well or not; with it, all of its group. */
    void ended(Sequence sequence, Ending ending);
  }

  /** How a sequence ended. */
  enum Ending {
    FINISHED,
    FAILED
  }

  Publisher(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Tells one listener the result of a step, and appends the new token to its sequence. */
  void publish(SliceResult result) {
    Sequence sequence = result.sequence();
    if (sequence.group().map(BeamGroup::isOver).orElse(false)) {
      return; // another beam has failed in this step
    }
    if (result.error().isPresent()) {
      fail(sequence, result.error().get());
      return;
    }
    if (result.ranking().isPresent()) {
      report(sequence, result);
      return;
    }
    Optional<StopCause> cause;
    try {
      cause = tell(sequence, result);
    } catch (Throwable thrown) { // a listener's, whatever it is
      fail(sequence, asRuntimeException(thrown));
      return;
    }
    cause.ifPresent(ended -> finish(sequence, ended));
  }

  /** Takes a beam's report to its group, and lets all go on once they have reported. */
  private void report(Sequence sequence, SliceResult result) {
    BeamGroup group = sequence.group().orElseThrow();
    try {
      tellPrompt(sequence, result);
    } catch (Throwable thrown) { // a listener's, whatever it is
      fail(sequence, asRuntimeException(thrown));
      return;
    }
    if (sequence.remaining() > 0) {
      return; // computed again after a preemption, while the others have let it go on
    }
    group.report(sequence, result.ranking().orElseThrow());
    if (!group.isComplete()) {
      return;
    }
    List<BeamSearch.Extension> extensions = group.extend();
    if (group.hasFound()) {
      finish(group);
    } else {
      ledger.extended(group, extensions);
    }
  }

  private void finish(BeamGroup group) {
    List<BeamHypothesis> found = group.hypotheses();
    if (found.isEmpty()) {
      fail(
          group.leader(),
          new IllegalStateException(
              id(group.leader()) + ": no token is possible: constraints exclude all there are"));
      return;
    }
    group.end();
    ledger.found(group, found.stream().mapToInt(one -> one.tokens().size()).sum());
    ledger.ended(group.leader(), Ending.FINISHED);
    try {
      group.listener().finished(found);
    } catch (Throwable thrown) {
      tellFailure(group.leader(), asRuntimeException(thrown));
    }
  }

  /** Ends a sequence that has nothing to compute. */
  void finish(Sequence sequence) {
    try {
      if (sequence.scoredPrompt()) {
        sequence.listener().prompt(List.copyOf(sequence.promptScores()));
      }
    } catch (Throwable thrown) {
      fail(sequence, asRuntimeException(thrown));
      return;
    }
    finish(sequence, StopCause.LENGTH);
  }

  private void finish(Sequence sequence, StopCause cause) {
    ledger.ended(sequence, Ending.FINISHED);
    try {
      sequence.listener().finished(cause);
    } catch (Throwable thrown) {
      tellFailure(sequence, asRuntimeException(thrown));
    }
  }

  /** Tells a listener that its sequence failed; what it throws is only logged. */
  void fail(Sequence sequence, RuntimeException error) {
    if (sequence.group().isPresent() && !sequence.group().get().end()) {
      return; // they fail together, once
    }
    ledger.ended(sequence, Ending.FAILED);
    tellFailure(sequence, error);
  }

  private static void tellFailure(Sequence sequence, RuntimeException error) {
    try {
      sequence.listener().failed(error);
    } catch (Throwable thrown) {
      LOG.warn("request {}: its listener threw when told of a failure", id(sequence), thrown);
    }
  }

  /** The same problem as an unchecked exception. */
  static RuntimeException asRuntimeException(Throwable thrown) {
    return thrown instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(thrown.toString(), thrown);
  }

  /** Why the sequence ends, or empty if it goes on. */
  private Optional<StopCause> tell(Sequence sequence, SliceResult result) {
    tellPrompt(sequence, result);
    if (sequence.remaining() > 0) {
      return Optional.empty();
    }
    if (result.next().isEmpty()) {
      return Optional.of(StopCause.LENGTH);
    }
    TokenScore token = result.next().get();
    sequence.append(token.token());
    ledger.token(sequence);
    return cause(sequence, token.token(), sequence.listener().token(token));
  }

  /** Tells what was found out about the prompt. */
  private static void tellPrompt(Sequence sequence, SliceResult result) {
    boolean leads = sequence.group().isEmpty() || sequence.choice() == 0;
    if (leads && sequence.announce()) {
      sequence.listener().started(sequence.cachedTokens());
    }
    sequence.promptScores().addAll(result.promptScores());
    if (sequence.remaining() == 0 && sequence.generated() == 0 && sequence.scoredPrompt()) {
      sequence.listener().prompt(List.copyOf(sequence.promptScores()));
    }
  }

  private static Optional<StopCause> cause(Sequence sequence, int token, Verdict verdict) {
    TokenRequest request = sequence.request();
    if (request.endTokens().contains(token)) {
      return Optional.of(StopCause.END_TOKEN);
    }
    if (verdict == Verdict.STOP) {
      return Optional.of(StopCause.LISTENER);
    }
    return sequence.generated() == request.maxTokens()
        ? Optional.of(StopCause.LENGTH)
        : Optional.empty();
  }

  private static String id(Sequence sequence) {
    return sequence.request().id();
  }
}
