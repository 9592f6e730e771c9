package io.millrace.tokenizer;

/**
 * All a model file says about its tokenizer.
 *
 * @param model algorithm ({@code tokenizer.ggml.model}): {@code llama}, {@code gpt2} or {@code
 *     bert}
 * @param pre name of the pre-tokenizer rule ({@code tokenizer.ggml.pre}); empty if absent, which
 *     means {@code default}; ignored by {@code llama} and {@code bert}
 * @param vocabulary the tokens
 * @param merges ranked merges, best first, each two pieces with a space between; for {@code gpt2}
 *     only
 * @param ids tokens with a purpose
 * @param rules flags
 */
public record TokenizerSpec(
    String model,
    String pre,
    Vocabulary vocabulary,
    PackedStrings merges,
    SpecialIds ids,
    TextRules rules) {

  /** Checks that the special ids lie in the vocabulary. */
  public TokenizerSpec {
    ids.check(vocabulary.size());
  }
}
