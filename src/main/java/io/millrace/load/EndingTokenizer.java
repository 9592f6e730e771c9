package io.millrace.load;

import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.StreamingDecoder;
import io.millrace.tokenizer.TextTokenizer;
import io.millrace.tokenizer.Tokenizer;
import io.millrace.tokenizer.Vocabulary;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A tokenizer of a model that names more tokens after which generation ends.
 *
 * @param inner does everything else
 * @param endOfGeneration all of them
 */
record EndingTokenizer(TextTokenizer inner, Set<Integer> endOfGeneration) implements Tokenizer {

  /** Adds tokens to those that the tokenizer knows. */
  static EndingTokenizer of(TextTokenizer inner, Set<Integer> more) {
    Set<Integer> all = new HashSet<>(inner.endOfGeneration());
    all.addAll(more);
    return new EndingTokenizer(inner, Set.copyOf(all));
  }

  @Override
  public int[] encode(String text, SpecialTokens special) {
    return inner.encode(text, special);
  }

  @Override
  public byte[] bytes(int token) {
    return inner.bytes(token);
  }

  @Override
  public String decode(int[] tokens) {
    return inner.decode(tokens);
  }

  @Override
  public StreamingDecoder decoder() {
    return inner.decoder();
  }

  @Override
  public Vocabulary vocabulary() {
    return inner.vocabulary();
  }

  @Override
  public OptionalInt bos() {
    return inner.bos();
  }

  @Override
  public OptionalInt eos() {
    return inner.eos();
  }

  @Override
  public boolean addBos() {
    return inner.addBos();
  }

  @Override
  public boolean addEos() {
    return inner.addEos();
  }
}
