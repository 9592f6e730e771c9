package io.millrace.batch;

import io.millrace.Reranker;
import io.millrace.Score;
import io.millrace.ScoringOptions;
import io.millrace.TextPair;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores by a model that reads query and document together.
 *
 * @param model what reads them
 */
record CrossScorer(Reranker model) implements PairScorer {

  @Override
  public TextWork<Score> score(QueryPairs pairs, TextParameters parameters, Writer writer) {
    ScoringOptions options = parameters.scoring();
    List<TextWork.Part<Score>> parts = new ArrayList<>(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      TextPair pair = new TextPair(pairs.queries().get(pairs.queryOf(i)), pairs.documents().get(i));
      parts.add(timeout -> model.submit(pair, timeout.map(options::withTimeout).orElse(options)));
    }
    return new TextWork<>(
        parts,
        pairs.size(false),
        Score::tokens,
        (head, answers, usage) -> writer.write(head, values(answers), usage));
  }

  private static float[] values(List<Score> scores) {
    float[] values = new float[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scores.get(i).value();
    }
    return values;
  }
}
