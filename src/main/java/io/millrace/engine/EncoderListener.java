package io.millrace.engine;

/** Is told, on a thread of the engine, what became of a text: one of these, once. */
public interface EncoderListener {

  /**
   * The text was encoded.
   *
   * @param vectors one for each text or token, as the readout has it; the listener's
   */
  void finished(float[][] vectors);

  /** The text was not encoded: its step failed, it took too long, or it was cancelled. */
  void failed(RuntimeException error);
}
