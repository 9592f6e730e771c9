package io.millrace;

import io.millrace.load.LabelSettings;
import io.millrace.load.OutputFunction;
import io.millrace.tokenizer.Encoding;
import io.millrace.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Makes labeled tokens and spans of the raw scores of a text's tokens. */
final class TokenLabels {

  private static final String OUTSIDE = "O";
  private static final String BEGINNING = "B-";
  private static final String INSIDE = "I-";

  private final String text;
  private final Vocabulary vocabulary;

  TokenLabels(String text, Vocabulary vocabulary) {
    this.text = text;
    this.vocabulary = vocabulary;
  }

  /** Labels the tokens of the text, those put around it left out. */
  LabeledText of(Encoding encoding, float[][] raw, OutputFunction function, LabelSettings labels) {
    List<LabeledToken> tokens = new ArrayList<>();
    for (int i = 0; i < raw.length; i++) {
      if (!encoding.isFrame(i)) {
        int id = encoding.ids()[i];
        LabelScore best = LabelScores.of(raw[i], function, labels).get(0);
        tokens.add(
            new LabeledToken(
                id, vocabulary.piece(id), encoding.starts()[i], encoding.ends()[i], best));
      }
    }
    return new LabeledText(tokens, spans(tokens), encoding.size());
  }

  /**
   * Runs of tokens with one label, as the strategy "simple" of {@code transformers} makes them: a
   * token that begins a part, or has another label than the one before, begins a run.
   */
  private List<LabeledSpan> spans(List<LabeledToken> tokens) {
    List<LabeledSpan> spans = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= tokens.size(); i++) {
      if (i == tokens.size() || begins(tokens.get(i - 1), tokens.get(i))) {
        if (!tokens.get(first).best().label().equals(OUTSIDE)) {
          spans.add(span(tokens.subList(first, i)));
        }
        first = i;
      }
    }
    return spans;
  }

  private static boolean begins(LabeledToken before, LabeledToken token) {
    return token.best().label().startsWith(BEGINNING)
        || !tag(token.best().label()).equals(tag(before.best().label()));
  }

  private static String tag(String label) {
    return label.startsWith(BEGINNING) || label.startsWith(INSIDE) ? label.substring(2) : label;
  }

  private LabeledSpan span(List<LabeledToken> tokens) {
    double sum = 0;
    for (LabeledToken token : tokens) {
      sum += token.best().score();
    }
    int start = tokens.get(0).start();
    int end = Math.max(start, tokens.get(tokens.size() - 1).end());
    String label = tokens.get(0).best().label();
    return new LabeledSpan(
        label.substring(label.indexOf('-') + 1),
        (float) (sum / tokens.size()),
        text.substring(start, end),
        start,
        end);
  }
}
