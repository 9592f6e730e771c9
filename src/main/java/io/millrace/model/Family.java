package io.millrace.model;

import java.util.List;

/** Models that are built alike: how their files are read into a network. */
public interface Family {

  /** The names under which files announce them in {@code general.architecture}. */
  List<String> architectures();

  /**
   * Builds the network.
   *
   * @param weights closed with the network
   * @throws IllegalArgumentException if a hyperparameter or a tensor is missing or wrong
   */
  Network build(Hyperparameters config, Weights weights);
}
