package io.millrace.tokenizer;

import java.util.OptionalInt;
import java.util.Set;

/** A tokenizer made of an encoder and the bytes of its tokens. */
final class BpeTokenizer implements Tokenizer {

  private final TokenizerSpec spec;
  private final TokenBytes bytes;
  private final Encoder encoder;
  private final boolean spacePrefix;
  private final Set<Integer> endOfGeneration;

  BpeTokenizer(TokenizerSpec spec, TokenBytes bytes, Encoder encoder, boolean spacePrefix) {
    this.spec = spec;
    this.bytes = bytes;
    this.encoder = encoder;
    this.spacePrefix = spacePrefix;
    this.endOfGeneration = EndOfGeneration.of(spec.vocabulary(), spec.ids());
  }

  @Override
  public int[] encode(String text, SpecialTokens special) {
    byte[] utf8 = Utf8.encode(text);
    TokenBuffer out = new TokenBuffer(utf8.length / 4);
    encoder.encode(utf8, special, out);
    return out.toArray();
  }

  @Override
  public byte[] bytes(int token) {
    return bytes.of(token);
  }

  @Override
  public String decode(int[] tokens) {
    byte[] utf8 = bytes.join(tokens);
    String text = Utf8.decode(utf8, utf8.length);
    return spacePrefix && text.startsWith(" ") ? text.substring(1) : text;
  }

  @Override
  public StreamingDecoder decoder() {
    return new StreamingDecoder(bytes);
  }

  @Override
  public Vocabulary vocabulary() {
    return spec.vocabulary();
  }

  @Override
  public OptionalInt bos() {
    return spec.ids().bos();
  }

  @Override
  public OptionalInt eos() {
    return spec.ids().eos();
  }

  @Override
  public Set<Integer> endOfGeneration() {
    return endOfGeneration;
  }

  @Override
  public boolean addBos() {
    return spec.rules().addBos();
  }

  @Override
  public boolean addEos() {
    return spec.rules().addEos();
  }
}
