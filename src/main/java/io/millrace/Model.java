package io.millrace;

/** An opened model of any kind. Threads may share it. */
public sealed interface Model extends AutoCloseable permits LanguageModel, Translator {

  /** What the model is and what it runs on. The first call may read the whole file for its hash. */
  ModelInfo info();

  /** Splits text as this model reads it: no special tokens are parsed, none are added. */
  Tokens tokenize(String text);

  /** Waits for the requests in flight, then gives all memory back. Later calls do nothing. */
  @Override
  void close();
}
