/**
 * Text to token ids and back, as the vocabulary in a model file defines it.
 *
 * <p>{@link io.millrace.tokenizer.Tokenizers#of} turns a {@link
 * io.millrace.tokenizer.TokenizerSpec} into a {@link io.millrace.tokenizer.Tokenizer}. Two kinds
 * exist: {@code llama} (SentencePiece BPE: pieces with scores) and {@code gpt2} (byte-level BPE:
 * ranked merges after a split by the pre-tokenizer rule the file names).
 *
 * <p>Both work on UTF-8 bytes, cut the text into segments that no merge can cross, and look
 * frequent segments up in a bounded cache. Ids depend on the file and the text only: never on the
 * cache, the thread, or the Unicode version of the JDK (character categories come from a table in
 * the jar).
 *
 * <p>This package may import {@code json} only.
 */
package io.millrace.tokenizer;
