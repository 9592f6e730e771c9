package io.millrace.engine;

/**
 * Decides how many texts make a step: as many as fit, in the order in which they came; one that is
 * larger than a step goes alone.
 */
final class StepPacker {

  private final int mostTokens;
  private final int mostBlocks;
  private int texts;
  private long tokens;
  private long blocks;

  StepPacker(int mostTokens, int mostBlocks) {
    this.mostTokens = mostTokens;
    this.mostBlocks = mostBlocks;
  }

  /** Begins a step. */
  void begin() {
    texts = 0;
    tokens = 0;
    blocks = 0;
  }

  /** Takes a text into the step, or says that it must wait for the next one. */
  boolean admit(EncoderText text) {
    boolean fits = tokens + text.tokens() <= mostTokens && blocks + text.blocks() <= mostBlocks;
    if (texts > 0 && !fits) {
      return false;
    }
    texts++;
    tokens += text.tokens();
    blocks += text.blocks();
    return true;
  }
}
