package io.millrace.model.family;

import io.millrace.model.Family;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Network;
import io.millrace.model.NormPlacement;
import io.millrace.model.Weights;
import java.util.List;

/** mBART: BART with norms in front of its parts, and one behind the last block. */
final class Mbart implements Family {

  @Override
  public List<String> architectures() {
    return List.of("mbart");
  }

  @Override
  public Network build(Hyperparameters config, Weights weights) {
    return new BartParts(config, weights)
        .network(new BartParts.Form(NormPlacement.BEFORE, "token_embd_norm", "output_norm", 2));
  }
}
