package io.millrace.batch;

import io.millrace.Classification;
import io.millrace.Classifier;
import io.millrace.LabelScore;
import io.millrace.Prompt;
import io.millrace.ScoringOptions;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code /classify} of a model that labels texts: the labels of a text or of several. */
final class ClassifyEndpoint implements Endpoint {

  static final String URL = "/classify";

  private static final Set<String> OWN = Set.of("input");

  private final Classifier model;

  ClassifyEndpoint(Classifier model) {
    this.model = model;
  }

  @Override
  public String url() {
    return URL;
  }

  @Override
  public TextWork<Classification> read(String customId, long created, JsonField body) {
    ScoringOptions options = TextParameters.read(body, OWN).scoring();
    List<Prompt> texts = InputTexts.read(body.require("input"));
    List<TextWork.Part<Classification>> parts = new ArrayList<>(texts.size());
    for (Prompt text : texts) {
      parts.add(timeout -> submit(text, timeout.map(options::withTimeout).orElse(options)));
    }
    return new TextWork<>(
        parts, InputTexts.size(texts), Classification::tokens, ClassifyEndpoint::write);
  }

  private CompletableFuture<Classification> submit(Prompt text, ScoringOptions options) {
    return text instanceof Prompt.Ids ids
        ? model.submitTokens(ids.ids(), options)
        : model.submit(((Prompt.Text) text).text(), options);
  }

  @Override
  public JsonObject body(String text) {
    return JsonObject.builder().put("input", text).build();
  }

  private static JsonObject write(
      ResponseHead head, List<Classification> answers, JsonObject usage) {
    JsonArray.Builder data = JsonArray.builder();
    for (int i = 0; i < answers.size(); i++) {
      Classification answer = answers.get(i);
      data.add(
          JsonObject.builder()
              .put("index", i)
              .put("label", answer.label())
              .put("probs", FloatJson.array(byNumber(answer.scores())))
              .put("num_classes", answer.scores().size())
              .build());
    }
    return head.start("classify-", "list").put("data", data.build()).put("usage", usage).build();
  }

  private static float[] byNumber(List<LabelScore> scores) {
    float[] values = new float[scores.size()];
    for (LabelScore score : scores) {
      values[score.index()] = score.score();
    }
    return values;
  }
}
