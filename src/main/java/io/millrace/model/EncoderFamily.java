package io.millrace.model;

import java.util.List;

/** Encoders that are built alike: how their files are read into a network. */
public interface EncoderFamily {

  /** The names under which files announce them in {@code general.architecture}. */
  List<String> architectures();

  /**
   * Builds the network: by default that of BERT, of which most are variants by their
   * hyperparameters and tensors alone.
   *
   * @param weights closed with the network
   * @throws IllegalArgumentException if a hyperparameter or a tensor is missing or wrong
   */
  default EncoderNetwork build(Hyperparameters config, Weights weights) {
    EncoderParts parts = new EncoderParts(config, weights);
    return parts.encoder(parts.embedding(), parts.layers());
  }

  /** What stands between the two layers of the head that gives texts labels. */
  HeadFunction headFunction();
}
