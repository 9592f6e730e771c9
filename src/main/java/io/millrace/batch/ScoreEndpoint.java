package io.millrace.batch;

import io.millrace.RequestException;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import java.util.List;
import java.util.Set;

/** {@code /v1/score}: how well texts go with others, one with several or each with its own. */
final class ScoreEndpoint implements Endpoint {

  static final String URL = "/v1/score";

  /** What the two sides may be called. */
  private record Names(String first, String second) {}

  private static final List<Names> NAMES =
      List.of(
          new Names("queries", "documents"),
          new Names("queries", "items"),
          new Names("data_1", "data_2"),
          new Names("text_1", "text_2"));

  private static final Set<String> OWN =
      Set.of("queries", "documents", "items", "data_1", "data_2", "text_1", "text_2");

  private final PairScorer scorer;

  ScoreEndpoint(PairScorer scorer) {
    this.scorer = scorer;
  }

  @Override
  public String url() {
    return URL;
  }

  @Override
  public BodyWork<?> read(String customId, long created, JsonField body) {
    TextParameters parameters = TextParameters.read(body, OWN);
    Names names = names(body);
    QueryPairs pairs =
        new QueryPairs(
            InputTexts.strings(body.require(names.first())),
            InputTexts.strings(body.require(names.second())));
    return scorer.score(pairs, parameters, ScoreEndpoint::write);
  }

  private static Names names(JsonField body) {
    List<String> given = OWN.stream().filter(name -> body.find(name).isPresent()).sorted().toList();
    for (Names names : NAMES) {
      if (given.size() == 2 && given.contains(names.first()) && given.contains(names.second())) {
        return names;
      }
    }
    throw RequestException.invalid(
        given.isEmpty() ? "queries" : given.get(0),
        "found "
            + (given.isEmpty() ? "no texts" : String.join(", ", given))
            + ", expected queries and documents, or text_1 and text_2");
  }

  /** Texts in pairs cannot be made of one. */
  @Override
  public JsonObject body(String text) {
    throw new AssertionError("no file of texts is for " + URL);
  }

  private static JsonObject write(ResponseHead head, float[] scores, JsonObject usage) {
    JsonArray.Builder data = JsonArray.builder();
    for (int i = 0; i < scores.length; i++) {
      data.add(
          JsonObject.builder()
              .put("index", i)
              .put("object", "score")
              .put("score", FloatJson.number(scores[i]))
              .build());
    }
    return head.start("score-", "list").put("data", data.build()).put("usage", usage).build();
  }
}
