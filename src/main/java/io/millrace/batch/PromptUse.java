package io.millrace.batch;

/** What becomes of the texts of a text or CSV file. */
public enum PromptUse {
  /**
   * What suits the model: conversations if it has a template for them, else completions; of an
   * encoder, embeddings; of a classifier, labels.
   */
  AUTO,
  /** Each is a user's message. */
  CHAT,
  /** Each is continued as it is. */
  COMPLETION,
  /** Each becomes a vector. */
  EMBEDDING,
  /** Each gets a label. */
  CLASSIFICATION
}
