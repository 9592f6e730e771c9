package io.millrace.engine;

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

    /** A sequence has ended, well or not. */
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
    if (result.error().isPresent()) {
      fail(sequence, result.error().get());
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
    if (sequence.announce()) {
      sequence.listener().started(sequence.cachedTokens());
    }
    sequence.promptScores().addAll(result.promptScores());
    if (sequence.remaining() > 0) {
      return Optional.empty();
    }
    if (sequence.generated() == 0 && sequence.scoredPrompt()) {
      sequence.listener().prompt(List.copyOf(sequence.promptScores()));
    }
    if (result.next().isEmpty()) {
      return Optional.of(StopCause.LENGTH);
    }
    TokenScore token = result.next().get();
    sequence.append(token.token());
    ledger.token(sequence);
    return cause(sequence, token.token(), sequence.listener().token(token));
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
