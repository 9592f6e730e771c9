package io.millrace.load;

import io.millrace.model.EncoderFamily;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Readout;
import io.millrace.model.Weights;

/** How a readout is made of weights that may be planned only, or packed. */
interface ReadoutPlan {

  /**
   * Makes it.
   *
   * @throws IllegalArgumentException if a tensor is missing or of another shape
   */
  Readout build(EncoderFamily family, Hyperparameters config, Weights weights);
}
