package io.millrace.batch;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** {@code /v1/rerank}: documents in the order in which they answer a query. */
final class RerankEndpoint implements Endpoint {

  static final String URL = "/v1/rerank";

  private static final Set<String> OWN = Set.of("query", "documents", "top_n", "return_documents");

  private final PairScorer scorer;

  /**
   * What is to be shown.
   *
   * @param most documents at most
   * @param texts whether with their texts
   */
  private record Shown(List<String> documents, int most, boolean texts) {}

  RerankEndpoint(PairScorer scorer) {
    this.scorer = scorer;
  }

  @Override
  public String url() {
    return URL;
  }

  @Override
  public BodyWork<?> read(String customId, long created, JsonField body) {
    TextParameters parameters = TextParameters.read(body, OWN);
    String query = body.require("query").asString();
    List<String> documents = InputTexts.strings(body.require("documents"));
    int top = body.find("top_n").map(n -> n.asInt(0, Integer.MAX_VALUE)).orElse(0);
    Shown shown =
        new Shown(
            documents,
            top == 0 ? documents.size() : Math.min(top, documents.size()),
            body.find("return_documents").map(JsonField::asBoolean).orElse(true));
    return scorer.score(
        new QueryPairs(List.of(query), documents),
        parameters,
        (head, scores, usage) -> write(head, scores, usage, shown));
  }

  /** A query and documents cannot be made of one text. */
  @Override
  public JsonObject body(String text) {
    throw new AssertionError("no file of texts is for " + URL);
  }

  private static JsonObject write(
      ResponseHead head, float[] scores, JsonObject usage, Shown shown) {
    JsonArray.Builder results = JsonArray.builder();
    bestFirst(scores).limit(shown.most()).forEach(i -> results.add(result(i, scores[i], shown)));
    return JsonObject.builder()
        .put("id", "rerank-" + head.hash())
        .put("model", head.model())
        .put("usage", usage)
        .put("results", results.build())
        .build();
  }

  /** Places of scores, the earlier one first among equals. */
  private static IntStream bestFirst(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -scores[i]))
        .mapToInt(Integer::intValue);
  }

  private static JsonObject result(int index, float score, Shown shown) {
    JsonObject.Builder result = JsonObject.builder().put("index", index);
    if (shown.texts()) {
      String text = shown.documents().get(index);
      result.put("document", JsonObject.builder().put("text", text).build());
    }
    return result.put("relevance_score", FloatJson.number(score)).build();
  }
}
