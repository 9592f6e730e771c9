package io.millrace.model.family;

import io.millrace.model.Family;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Network;
import io.millrace.model.NormPlacement;
import io.millrace.model.Weights;
import java.util.List;

/** BART: norms behind its parts and of the embeddings, learned positions. */
final class Bart implements Family {

  @Override
  public List<String> architectures() {
    return List.of("bart");
  }

  @Override
  public Network build(Hyperparameters config, Weights weights) {
    return new BartParts(config, weights)
        .network(new BartParts.Form(NormPlacement.AFTER, "token_embd_norm", "", 2));
  }
}
