package io.millrace;

import io.millrace.engine.BeamHypothesis;
import io.millrace.engine.BeamListener;
import io.millrace.engine.TokenScore;
import java.util.List;

/** What a beam search finds becomes the continuations of an answer, all at once. */
final class BeamGeneration implements BeamListener {

  private final Generation whole;

  BeamGeneration(Generation whole) {
    this.whole = whole;
  }

  @Override
  public void started(int cachedTokens) {
    whole.started(0, cachedTokens);
  }

  @Override
  public void prompt(List<TokenScore> scores) {
    whole.choices().forEach(choice -> choice.prompt(scores));
  }

  @Override
  public void finished(List<BeamHypothesis> hypotheses) {
    whole.expect(hypotheses.size());
    for (int i = 0; i < hypotheses.size(); i++) {
      ChoiceGeneration choice = whole.choices().get(i);
      BeamHypothesis hypothesis = hypotheses.get(i);
      hypothesis.tokens().forEach(choice::token);
      choice.finished(hypothesis);
    }
  }

  @Override
  public void failed(RuntimeException error) {
    whole.failed(error);
  }
}
