package io.millrace.load;

/** What a model is for. */
public enum ModelKind {
  LANGUAGE_MODEL("language model", "LanguageModel"),
  TEXT_ENCODER("text encoder", "TextEncoder"),
  CLASSIFIER("classifier", "Classifier"),
  RERANKER("reranker", "Reranker");

  private final String words;
  private final String opener;

  ModelKind(String words, String opener) {
    this.words = words;
    this.opener = opener;
  }

  /** The interface that opens such models. */
  public String opener() {
    return opener;
  }

  @Override
  public String toString() {
    return words;
  }

  /** Whether a model of this kind can be used as one of another: a reranker has one label. */
  boolean servesAs(ModelKind other) {
    return this == other || (this == RERANKER && other == CLASSIFIER);
  }
}
