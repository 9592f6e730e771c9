package io.millrace.tokenizer;

import java.util.Set;

/**
 * How a text is prepared, as the flags of a model file say.
 *
 * @param addBos whether a prompt starts with the bos token; {@code encode} itself never adds it
 * @param addEos whether a text to be embedded or trained on ends with the eos token; likewise
 * @param addSpacePrefix whether a space is put before a text ({@code llama} only)
 * @param removeExtraWhitespaces whether spaces at either end go and runs become one ({@code llama}
 *     only)
 */
public record TextRules(
    boolean addBos, boolean addEos, boolean addSpacePrefix, boolean removeExtraWhitespaces) {

  private static final Set<String> BPE_WITH_BOS =
      Set.of("llama-bpe", "llama3", "llama-v3", "falcon3", "pixtral", "lfm2", "tekken");

  /**
   * The rules that hold where the file has no flag.
   *
   * @param model {@code tokenizer.ggml.model}
   * @param pre {@code tokenizer.ggml.pre}, empty if absent
   */
  public static TextRules defaults(String model, String pre) {
    boolean sentencePiece = model.equals("llama");
    return new TextRules(sentencePiece || BPE_WITH_BOS.contains(pre), false, sentencePiece, false);
  }
}
