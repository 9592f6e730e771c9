package io.millrace.cache;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds full blocks by the tokens they hold and all tokens before these.
 *
 * <p>A tree with a node a block, found by hash and compared token by token. There is one pool of
 * blocks a kind of layer; a node names a block of each kind that still has one. A running sequence
 * promises the nodes it will compute, so that others can wait for them. One thread's.
 */
public final class PrefixIndex {

  private final int blockTokens;
  private final Map<PrefixNode, PrefixNode> nodes = new HashMap<>();
  private final List<PrefixNode[]> byBlock = new ArrayList<>();
  private final PrefixNode root;

  /**
   * Makes an empty index.
   *
   * @param blockTokens tokens of a block
   * @param blocks how many blocks there are of each kind
   */
  public PrefixIndex(int blockTokens, int... blocks) {
    this.blockTokens = blockTokens;
    for (int count : blocks) {
      byBlock.add(new PrefixNode[count]);
    }
    // A hash that nobody can foresee, so that no prompts can be made to collide.
    root = PrefixNode.root(new SecureRandom().nextLong(), blocks.length);
  }

  /** Stands before the first block. */
  public PrefixNode root() {
    return root;
  }

  /**
   * The node of a block, if it has one.
   *
   * @param parent of the tokens before it
   * @param tokens hold the block's own from {@code from} on
   */
  public Optional<PrefixNode> find(PrefixNode parent, int[] tokens, int from) {
    return Optional.ofNullable(nodes.get(probe(parent, tokens, from)));
  }

  /** The node of a block, a new one if it had none; as {@link #find}. */
  public PrefixNode findOrAdd(PrefixNode parent, int[] tokens, int from) {
    PrefixNode probe = probe(parent, tokens, from);
    PrefixNode known = nodes.putIfAbsent(probe, probe);
    return known == null ? probe : known;
  }

  /** Announces that a node's blocks are about to be computed. */
  public void promise(PrefixNode node) {
    node.promise(1);
  }

  /** Takes one promise back, kept or not. */
  public void endPromise(PrefixNode node) {
    node.promise(-1);
    dropIfIdle(node);
  }

  /**
   * Makes a block findable, unless its node has one of this kind.
   *
   * @return whether it is findable now, and must be kept
   */
  public boolean offer(PrefixNode node, int kind, int block) {
    if (node.block(kind).isPresent()) {
      return false;
    }
    node.setBlock(kind, block);
    byBlock.get(kind)[block] = node;
    return true;
  }

  /** Forgets a block that is used for something else. */
  public void forget(int kind, int block) {
    PrefixNode node = byBlock.get(kind)[block];
    byBlock.get(kind)[block] = null;
    node.dropBlock(kind);
    dropIfIdle(node);
  }

  /** Nodes that can be found. */
  public int size() {
    return nodes.size();
  }

  private PrefixNode probe(PrefixNode parent, int[] tokens, int from) {
    int[] own = Arrays.copyOfRange(tokens, from, from + blockTokens);
    return PrefixNode.behind(parent, own);
  }

  private void dropIfIdle(PrefixNode node) {
    if (node.isIdle()) {
      nodes.remove(node, node);
    }
  }
}
