package io.millrace.load;

import io.millrace.model.NetworkShape;
import io.millrace.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is in a model file.
 *
 * @param name what the model calls itself, or the file's name
 * @param architecture its architecture's name
 * @param purpose what it is for
 * @param network the extents of its network, empty if that cannot be built
 * @param parameters elements of all tensors
 * @param types the tensors of each type
 * @param fileBytes size of the file, of all files if it is split
 * @param weightBytes bytes of the weights to be held in memory, about
 * @param cacheBytes bytes of keys and values for each position of a sequence, by type of cache, the
 *     network's own type first; empty if the network cannot be built
 * @param tokenizer the tokenizer's kind, and its rule for cutting texts where it has one
 * @param hasChatTemplate whether the file says how messages become a prompt
 * @param obstacles why it cannot be run, one sentence each; empty if it can
 */
public record ModelFacts(
    String name,
    String architecture,
    String purpose,
    Optional<NetworkShape> network,
    long parameters,
    Map<DataType, TypeFacts> types,
    long fileBytes,
    long weightBytes,
    Map<DataType, Long> cacheBytes,
    String tokenizer,
    boolean hasChatTemplate,
    List<String> obstacles) {

  /**
   * The tensors of one type.
   *
   * @param tensors how many
   * @param bytes their size in the file
   */
  public record TypeFacts(int tensors, long bytes) {

    /** These and those. */
    TypeFacts plus(TypeFacts other) {
      return new TypeFacts(tensors + other.tensors, bytes + other.bytes);
    }
  }
}
