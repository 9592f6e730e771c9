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

  /** How a sequence stands after a step. */
  enum Standing {
    RUNS,
    FINISHED,
    FAILED
  }

  /** Tells one listener the result of a step, and appends the new token to its sequence. */
  Standing publish(SliceResult result) {
    Sequence sequence = result.sequence();
    if (result.error().isPresent()) {
      fail(sequence, result.error().get());
      return Standing.FAILED;
    }
    try {
      return tell(sequence, result);
    } catch (Throwable thrown) { // a listener's, whatever it is
      fail(sequence, asRuntimeException(thrown));
      return Standing.FAILED;
    }
  }

  /** Ends a sequence that has nothing to compute. */
  Standing finish(Sequence sequence) {
    try {
      if (sequence.scoredPrompt()) {
        sequence.listener().prompt(List.copyOf(sequence.promptScores()));
      }
      sequence.listener().finished(StopCause.LENGTH);
      return Standing.FINISHED;
    } catch (Throwable thrown) {
      fail(sequence, asRuntimeException(thrown));
      return Standing.FAILED;
    }
  }

  /** Tells a listener that its sequence failed; what it throws is only logged. */
  void fail(Sequence sequence, RuntimeException error) {
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

  private static Standing tell(Sequence sequence, SliceResult result) {
    if (sequence.announce()) {
      sequence.listener().started(sequence.cachedTokens());
    }
    sequence.promptScores().addAll(result.promptScores());
    if (sequence.remaining() > 0) {
      return Standing.RUNS;
    }
    if (sequence.generated() == 0 && sequence.scoredPrompt()) {
      sequence.listener().prompt(List.copyOf(sequence.promptScores()));
    }
    Optional<StopCause> cause = Optional.of(StopCause.LENGTH);
    if (result.next().isPresent()) {
      TokenScore token = result.next().get();
      sequence.append(token.token());
      cause = cause(sequence, token.token(), sequence.listener().token(token));
    }
    cause.ifPresent(sequence.listener()::finished);
    return cause.isPresent() ? Standing.FINISHED : Standing.RUNS;
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
