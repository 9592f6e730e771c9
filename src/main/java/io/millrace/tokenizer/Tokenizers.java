package io.millrace.tokenizer;

/** Makes tokenizers. */
public final class Tokenizers {

  private Tokenizers() {}

  /**
   * Makes the tokenizer that {@code spec} describes.
   *
   * @throws IllegalArgumentException if the algorithm or the pre-tokenizer rule is unknown (the
   *     known ones are listed) or the vocabulary contradicts itself
   */
  public static Tokenizer of(TokenizerSpec spec) {
    return switch (spec.model()) {
      case "llama" -> sentencePiece(spec);
      case "gpt2" -> bytePair(spec);
      case "bert" -> WordPieceSpec.tokenizer(spec);
      default ->
          throw new IllegalArgumentException(
              "tokenizer: model is \"" + spec.model() + "\", expected one of bert, gpt2, llama");
    };
  }

  private static Tokenizer sentencePiece(TokenizerSpec spec) {
    TokenBytes bytes = TokenBytes.of(spec.vocabulary(), SpaceRules::spell);
    return new BpeTokenizer(
        spec, bytes, new SentencePieceBpe(spec, bytes), spec.rules().addSpacePrefix());
  }

  private static Tokenizer bytePair(TokenizerSpec spec) {
    TokenBytes bytes = TokenBytes.of(spec.vocabulary(), ByteAlphabet::spell);
    return new BpeTokenizer(spec, bytes, new BytePair(spec, bytes), false);
  }
}
