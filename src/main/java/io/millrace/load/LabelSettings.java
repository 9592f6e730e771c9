package io.millrace.load;

import java.util.List;

/**
 * The labels of a model.
 *
 * @param subject what gets them
 * @param names by number, none if the model gives vectors
 * @param classifying what becomes of raw scores in a classifier
 * @param ranking what becomes of raw scores in a cross-encoder
 */
public record LabelSettings(
    Subject subject, List<String> names, OutputFunction classifying, OutputFunction ranking) {

  /** What gets labels. */
  public enum Subject {
    NOTHING,
    TEXTS,
    TOKENS
  }

  /** Copies the list. */
  public LabelSettings {
    names = List.copyOf(names);
  }

  /** A model that gives no labels. */
  static LabelSettings none() {
    return new LabelSettings(
        Subject.NOTHING, List.of(), OutputFunction.IDENTITY, OutputFunction.IDENTITY);
  }
}
