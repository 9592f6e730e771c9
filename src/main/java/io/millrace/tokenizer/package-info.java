/**
 * Text to token ids and back, as the files of a model define it.
 *
 * <p>Two roads lead to a {@link io.millrace.tokenizer.Tokenizer}. {@link
 * io.millrace.tokenizer.Tokenizers#of} takes what a GGUF file says: {@code llama} (SentencePiece
 * BPE: pieces with scores) or {@code gpt2} (byte-level BPE: ranked merges after a split by the
 * pre-tokenizer rule the file names). {@link io.millrace.tokenizer.TokenizerJson} and {@link
 * io.millrace.tokenizer.TokenizerFiles} take what Hugging Face folders hold and give a {@link
 * io.millrace.tokenizer.TextTokenizer}, which also knows places, pairs, frames and limits.
 *
 * <p>The first road works on UTF-8 bytes, cuts the text into segments that no merge can cross, and
 * looks frequent segments up in a bounded cache. The second works on characters that remember where
 * they come from ({@code AlignedText}): added tokens are cut out, a {@code TextNormalizer} rewrites
 * what is between them, a {@code TextSplitter} makes words of it, a {@code PieceModel} turns words
 * into tokens, and a {@code Framing} puts the model's own tokens around them.
 *
 * <p>Ids depend on the files and the text only: never on a cache, the thread, or the Unicode
 * version of the JDK (what is a letter, a mark or a small letter stands in tables in the jar). One
 * exception: a split expression that names scripts or characters beyond ASCII, and is no known
 * rule, is left to the JDK.
 *
 * <p>This package may import {@code json} only.
 */
package io.millrace.tokenizer;
