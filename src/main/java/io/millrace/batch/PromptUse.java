package io.millrace.batch;

/** What becomes of the prompts of a text or CSV file. */
public enum PromptUse {
  /** Conversations if the model has a template for them, else completions. */
  AUTO,
  /** Each is a user's message. */
  CHAT,
  /** Each is continued as it is. */
  COMPLETION
}
