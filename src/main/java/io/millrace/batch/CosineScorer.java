package io.millrace.batch;

import io.millrace.Embedding;
import io.millrace.EncodingOptions;
import io.millrace.TextEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Scores by the cosine of the angle between the vectors of query and document.
 *
 * @param model what makes the vectors
 */
record CosineScorer(TextEncoder model) implements PairScorer {

  @Override
  public TextWork<Embedding> score(QueryPairs pairs, TextParameters parameters, Writer writer) {
    EncodingOptions options = parameters.encoding();
    List<TextWork.Part<Embedding>> parts = new ArrayList<>();
    Stream.concat(pairs.queries().stream(), pairs.documents().stream())
        .forEach(
            text ->
                parts.add(
                    timeout ->
                        model.submit(text, timeout.map(options::withTimeout).orElse(options))));
    return new TextWork<>(
        parts,
        pairs.size(true),
        Embedding::tokens,
        (head, answers, usage) -> writer.write(head, cosines(pairs, answers), usage));
  }

  private static float[] cosines(QueryPairs pairs, List<Embedding> answers) {
    float[] cosines = new float[pairs.size()];
    for (int i = 0; i < cosines.length; i++) {
      Embedding query = answers.get(pairs.queryOf(i));
      cosines[i] = query.cosine(answers.get(pairs.queries().size() + i));
    }
    return cosines;
  }
}
