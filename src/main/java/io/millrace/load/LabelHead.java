package io.millrace.load;

import io.millrace.model.DecoderParts;
import io.millrace.model.EncoderFamily;
import io.millrace.model.HeadFunction;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Linear;
import io.millrace.model.Pooling;
import io.millrace.model.PoolingMode;
import io.millrace.model.Readout;
import io.millrace.model.ReadoutLayer.Dense;
import io.millrace.model.Weights;
import java.util.List;

/**
 * The head that gives labels: two layers on the first token, or one on every token.
 *
 * @param labels what gets how many
 */
record LabelHead(LabelSettings labels) implements ReadoutPlan {

  @Override
  public Readout build(EncoderFamily family, Hyperparameters config, Weights weights) {
    DecoderParts parts = new DecoderParts(config, weights);
    int d = config.width();
    int count = labels.names().size();
    if (labels.subject() == LabelSettings.Subject.TOKENS) {
      Linear scores = parts.linear("cls.tokens", count, d);
      return Readout.ofTokens(List.of(new Dense(scores, HeadFunction.IDENTITY)));
    }
    return Readout.ofTexts(
        Pooling.of(PoolingMode.FIRST),
        List.of(
            new Dense(parts.linear("cls", d, d), family.headFunction()),
            new Dense(parts.linear("cls.output", count, d), HeadFunction.IDENTITY)));
  }
}
