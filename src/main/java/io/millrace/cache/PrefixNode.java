package io.millrace.cache;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The tokens of one block and, by its parent, all tokens before them; and the blocks that hold
 * their keys and values, one a kind of layer.
 */
public final class PrefixNode {

  private static final int NO_BLOCK = -1;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L; // odd, its bits well mixed

  private final PrefixNode parent; // null for the root
  private final int[] tokens;
  private final long hash;
  private final int[] blocks;
  private int promises;

  private PrefixNode(PrefixNode parent, int[] tokens, long hash, int kinds) {
    this.parent = parent;
    this.tokens = tokens;
    this.hash = hash;
    blocks = new int[kinds];
    Arrays.fill(blocks, NO_BLOCK);
  }

  /** The node in front of all tokens. */
  static PrefixNode root(long seed, int kinds) {
    return new PrefixNode(null, new int[0], seed, kinds);
  }

  /** A node without blocks. */
  static PrefixNode behind(PrefixNode parent, int[] tokens) {
    long hash = parent.hash;
    for (int token : tokens) {
      hash = Long.rotateLeft((hash ^ token) * MULTIPLIER, 31);
    }
    return new PrefixNode(parent, tokens, hash, parent.blocks.length);
  }

  /** The block of a kind of layer, or empty if there is none any more, or not yet. */
  public OptionalInt block(int kind) {
    return blocks[kind] == NO_BLOCK ? OptionalInt.empty() : OptionalInt.of(blocks[kind]);
  }

  /** Whether a sequence that runs is about to compute it. */
  public boolean isPromised() {
    return promises > 0;
  }

  void setBlock(int kind, int block) {
    blocks[kind] = block;
  }

  void dropBlock(int kind) {
    blocks[kind] = NO_BLOCK;
  }

  void promise(int change) {
    promises += change;
  }

  /** Whether nobody can find anything by it. */
  boolean isIdle() {
    return promises == 0 && Arrays.stream(blocks).allMatch(block -> block == NO_BLOCK);
  }

  /** Nodes are equal if all tokens up to theirs are; a parent is its own only equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PrefixNode node
        && parent == node.parent
        && Arrays.equals(tokens, node.tokens);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash);
  }
}
