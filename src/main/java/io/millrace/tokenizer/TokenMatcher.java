package io.millrace.tokenizer;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Finds tokens that stand in a text as they are: the longest one at a place.
 *
 * <p>A byte trie whose edges lie in one hash table: 6,000 tokens that all begin with {@code <} cost
 * no more at a place than one.
 */
final class TokenMatcher {

  private static final int NO_TOKEN = -1;

  private final boolean[] starts = new boolean[256];
  private long[] edges = new long[64]; // node << 40 | byte << 32 | child, 0 where empty
  private int edgeCount;
  private int[] tokens = new int[64]; // token that ends at a node
  private int nodes = 1;

  /** Matches the tokens of some kinds by their bytes, for instance their spelling. */
  static TokenMatcher of(Vocabulary vocabulary, PackedStrings bytes, Set<TokenKind> kinds) {
    TokenMatcher matcher = new TokenMatcher();
    Arrays.fill(matcher.tokens, NO_TOKEN);
    Set<TokenKind> wanted = EnumSet.copyOf(kinds);
    for (int id = 0; id < vocabulary.size(); id++) {
      if (wanted.contains(vocabulary.kind(id)) && bytes.length(id) > 0) {
        matcher.insert(bytes.array(), bytes.start(id), bytes.end(id), id);
      }
    }
    return matcher;
  }

  private void insert(byte[] text, int from, int to, int token) {
    starts[text[from] & 0xFF] = true;
    int node = 0;
    for (int i = from; i < to; i++) {
      int child = child(node, text[i]);
      node = child == 0 ? addChild(node, text[i]) : child;
    }
    if (tokens[node] == NO_TOKEN) {
      tokens[node] = token;
    }
  }

  private int addChild(int node, byte b) {
    if (2 * ++edgeCount > edges.length) {
      long[] old = edges;
      edges = new long[2 * old.length];
      for (long edge : old) {
        if (edge != 0) {
          edges[slot(edge >>> 32)] = edge;
        }
      }
    }
    if (nodes == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * nodes);
      Arrays.fill(tokens, nodes, tokens.length, NO_TOKEN);
    }
    long key = key(node, b);
    edges[slot(key)] = key << 32 | nodes;
    return nodes++;
  }

  private int child(int node, byte b) {
    return (int) edges[slot(key(node, b))];
  }

  private static long key(int node, byte b) {
    if (node >= 1 << 24) {
      throw new IllegalArgumentException(
          "vocabulary: special tokens have more than 16 million bytes in all");
    }
    return (long) node << 8 | (b & 0xFF);
  }

  private int slot(long key) {
    int mask = edges.length - 1;
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (edges[slot] != 0 && edges[slot] >>> 32 != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Whether some token begins with {@code b}; a cheap test before {@link #longest}. */
  boolean mayStart(byte b) {
    return starts[b & 0xFF];
  }

  /** The longest token that begins at {@code from}, or -1 if there is none. */
  int longest(byte[] text, int from, int to) {
    int found = NO_TOKEN;
    int node = 0;
    for (int i = from; i < to; i++) {
      node = child(node, text[i]);
      if (node == 0) {
        break;
      }
      if (tokens[node] != NO_TOKEN) {
        found = tokens[node];
      }
    }
    return found;
  }
}
