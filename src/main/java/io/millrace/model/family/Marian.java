package io.millrace.model.family;

import io.millrace.model.Family;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Network;
import io.millrace.model.NormPlacement;
import io.millrace.model.Weights;
import java.util.List;

/** Marian, as OPUS-MT has it: BART without norms of the embeddings, positions as sines. */
final class Marian implements Family {

  @Override
  public List<String> architectures() {
    return List.of("marian");
  }

  @Override
  public Network build(Hyperparameters config, Weights weights) {
    return new BartParts(config, weights)
        .network(new BartParts.Form(NormPlacement.AFTER, "", "", 0));
  }
}
