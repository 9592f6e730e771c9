package io.millrace.load;

import io.millrace.json.JsonField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code config.json} says about labels.
 *
 * @param root its members
 * @param ownFunction the function that {@code config_sentence_transformers.json} names, if any
 */
record FolderLabels(JsonField root, Optional<JsonField> ownFunction) {

  private static final int MOST_LABELS = 1 << 16;
  private static final String PROBLEM = "problem_type";

  /** The labels that get what. */
  LabelSettings read(LabelSettings.Subject subject) {
    if (subject == LabelSettings.Subject.NOTHING) {
      return LabelSettings.none();
    }
    List<String> names = names();
    OutputFunction classifying =
        subject == LabelSettings.Subject.TOKENS
            ? OutputFunction.SOFTMAX
            : classifying(names.size());
    return new LabelSettings(subject, names, classifying, ranking(names.size()));
  }

  /** The names by number; those that {@code transformers} gives where there are none. */
  List<String> names() {
    Optional<JsonField> given = root.find("id2label");
    if (given.isEmpty()) {
      int count = root.find("num_labels").map(field -> field.asInt(1, MOST_LABELS)).orElse(2);
      List<String> names = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        names.add("LABEL_" + i);
      }
      return names;
    }
    int count = given.get().object().members().size();
    if (count == 0 || count > MOST_LABELS) {
      throw given.get().wrong("1 to " + MOST_LABELS + " labels");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<JsonField> name = given.get().find(Integer.toString(i));
      if (name.isEmpty()) {
        throw given
            .get()
            .wrong("labels numbered 0 to " + (count - 1) + ", of which " + i + " is missing");
      }
      names.add(name.get().asString());
    }
    return names;
  }

  /** As pipelines of {@code transformers} choose it. */
  private OutputFunction classifying(int labels) {
    Optional<JsonField> problem = root.find(PROBLEM);
    String kind = problem.map(JsonField::asString).orElse("");
    return switch (kind) {
      case "regression" -> OutputFunction.IDENTITY;
      case "multi_label_classification" -> OutputFunction.SIGMOID;
      case "single_label_classification", "" ->
          labels == 1 ? OutputFunction.SIGMOID : OutputFunction.SOFTMAX;
      default ->
          throw problem
              .get()
              .wrong("regression, single_label_classification or multi_label_classification");
    };
  }

  /** As cross-encoders of sentence-transformers choose it. */
  private OutputFunction ranking(int labels) {
    Optional<JsonField> function =
        ownFunction
            .or(() -> root.find("sentence_transformers").flatMap(own -> own.find("activation_fn")))
            .or(() -> root.find("sbert_ce_default_activation_function"));
    OutputFunction usual = labels == 1 ? OutputFunction.SIGMOID : OutputFunction.IDENTITY;
    String name = function.map(JsonField::asString).orElse("");
    if (!name.startsWith("torch.")) {
      return usual; // what others wrote is not run
    }
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "Identity" -> OutputFunction.IDENTITY;
      case "Sigmoid" -> OutputFunction.SIGMOID;
      default -> throw function.get().wrong("torch's Identity or Sigmoid");
    };
  }
}
