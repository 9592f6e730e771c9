package io.millrace.cli;

import io.millrace.Score;
import io.millrace.batch.SourceText;
import io.millrace.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.function.BiFunction;

/** The best documents, printed when all have been scored. */
final class RankOutput implements TextOutput<Score> {

  /** A document and its score; the better one first, the earlier one among equals. */
  private record Document(SourceText text, Score score) {

    static final Comparator<Document> BEST_FIRST =
        Comparator.<Document>comparingDouble(d -> -d.score().value())
            .thenComparingLong(d -> d.text().line());
  }

  private final PrintWriter out;
  private final int most;
  private final BiFunction<SourceText, Score, String> format;
  private final PriorityQueue<Document> worstFirst =
      new PriorityQueue<>(Document.BEST_FIRST.reversed());

  /**
   * @param most documents that are kept
   */
  RankOutput(PrintWriter out, int most, BiFunction<SourceText, Score, String> format) {
    this.out = out;
    this.most = most;
    this.format = format;
  }

  @Override
  public void answered(SourceText text, Score answer) {
    worstFirst.add(new Document(text, answer));
    if (worstFirst.size() > most) {
      worstFirst.remove();
    }
  }

  @Override
  public void failed(SourceText text) {}

  @Override
  public void finish() throws ClosedOutputException {
    List<Document> documents = new ArrayList<>(worstFirst);
    documents.sort(Document.BEST_FIRST);
    for (Document document : documents) {
      LineOutput.print(out, format.apply(document.text(), document.score()));
    }
  }

  static String json(SourceText text, Score score) {
    return JsonObject.builder()
        .put("line", text.line())
        .put("score", LabelText.number(score.value()))
        .put("document", text.text())
        .build()
        .toJson();
  }

  static String row(SourceText text, Score score) {
    return String.format(
        Locale.ROOT, "%9.4f  %6d  %s", score.value(), text.line(), ShortText.of(text.text()));
  }
}
