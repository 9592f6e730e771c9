package io.millrace.batch;

import io.millrace.Classifier;
import io.millrace.LabeledSpan;
import io.millrace.LabeledText;
import io.millrace.LabeledToken;
import io.millrace.Prompt;
import io.millrace.ScoringOptions;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code /classify} of a model that labels tokens: the labeled parts of a text or of several. */
final class LabelsEndpoint implements Endpoint {

  private static final String TOKENS = "return_tokens";
  private static final Set<String> OWN = Set.of("input", TOKENS);

  private final Classifier model;

  LabelsEndpoint(Classifier model) {
    this.model = model;
  }

  @Override
  public String url() {
    return ClassifyEndpoint.URL;
  }

  @Override
  public TextWork<LabeledText> read(String customId, long created, JsonField body) {
    ScoringOptions options = TextParameters.read(body, OWN).scoring();
    boolean tokens = body.find(TOKENS).map(JsonField::asBoolean).orElse(false);
    JsonField input = body.require("input");
    List<Prompt> texts = InputTexts.read(input);
    List<TextWork.Part<LabeledText>> parts = new ArrayList<>(texts.size());
    for (Prompt text : texts) {
      if (!(text instanceof Prompt.Text string)) {
        throw input.wrong("a string or an array of them: labels have places in a text");
      }
      parts.add(
          timeout ->
              model.submitLabels(string.text(), timeout.map(options::withTimeout).orElse(options)));
    }
    return new TextWork<>(
        parts,
        InputTexts.size(texts),
        LabeledText::tokens,
        (head, answers, usage) -> write(head, answers, usage, tokens));
  }

  @Override
  public JsonObject body(String text) {
    return JsonObject.builder().put("input", text).build();
  }

  private static JsonObject write(
      ResponseHead head, List<LabeledText> answers, JsonObject usage, boolean tokens) {
    JsonArray.Builder data = JsonArray.builder();
    for (int i = 0; i < answers.size(); i++) {
      JsonObject.Builder text =
          JsonObject.builder().put("index", i).put("spans", spans(answers.get(i)));
      if (tokens) {
        text.put("tokens", tokens(answers.get(i)));
      }
      data.add(text.build());
    }
    return head.start("classify-", "list").put("data", data.build()).put("usage", usage).build();
  }

  private static JsonArray spans(LabeledText text) {
    JsonArray.Builder spans = JsonArray.builder();
    for (LabeledSpan span : text.spans()) {
      spans.add(
          JsonObject.builder()
              .put("label", span.label())
              .put("score", FloatJson.number(span.score()))
              .put("text", span.text())
              .put("start", span.start())
              .put("end", span.end())
              .build());
    }
    return spans.build();
  }

  private static JsonArray tokens(LabeledText text) {
    JsonArray.Builder tokens = JsonArray.builder();
    for (LabeledToken token : text.labeled()) {
      tokens.add(
          JsonObject.builder()
              .put("id", token.id())
              .put("token", token.token())
              .put("start", token.start())
              .put("end", token.end())
              .put("label", token.best().label())
              .put("score", FloatJson.number(token.best().score()))
              .build());
    }
    return tokens.build();
  }
}
