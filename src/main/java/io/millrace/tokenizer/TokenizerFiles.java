package io.millrace.tokenizer;

import io.millrace.json.JsonValue;
import java.util.OptionalInt;

/** Reads the files of Hugging Face folders that have no {@code tokenizer.json}. */
public final class TokenizerFiles {

  private TokenizerFiles() {}

  /**
   * The WordPiece tokenizer of a {@code vocab.txt}, as BERT folders have it.
   *
   * @param vocabTxt content of {@code vocab.txt}: one piece a line, its number is the id
   * @param config content of {@code tokenizer_config.json}, JSON's null where there is none
   * @throws io.millrace.json.JsonException if a token that the configuration names is missing
   */
  public static TextTokenizer wordPiece(byte[] vocabTxt, JsonValue config) {
    return new WordPieceFolder(vocabTxt, new TokenizerConfig(config)).read(config);
  }

  /**
   * The byte-level BPE tokenizer of {@code vocab.json} and {@code merges.txt}, as GPT-2, RoBERTa,
   * BART and Qwen2 folders have them.
   *
   * @param vocabJson content of {@code vocab.json}: piece to id
   * @param mergesTxt content of {@code merges.txt}: two pieces a line, best first
   * @param config content of {@code tokenizer_config.json}; its {@code tokenizer_class} tells the
   *     families apart; JSON's null means GPT-2
   * @throws io.millrace.json.JsonException if the files contradict each other
   */
  public static TextTokenizer bytePair(JsonValue vocabJson, byte[] mergesTxt, JsonValue config) {
    return new BytePairFolder(vocabJson, mergesTxt, new TokenizerConfig(config)).read(config);
  }

  /**
   * The tokenizer of a SentencePiece model, unigram or BPE, as T5, XLM-RoBERTa, mBART and Llama
   * folders have it.
   *
   * @param model content of {@code spiece.model}, {@code sentencepiece.bpe.model} or {@code
   *     tokenizer.model}
   * @param config content of {@code tokenizer_config.json}; its {@code tokenizer_class} tells which
   *     ids and which frame the family has; JSON's null means those of the file and none
   * @throws IllegalArgumentException if the bytes are no SentencePiece model
   */
  public static TextTokenizer sentencePiece(byte[] model, JsonValue config) {
    TokenizerConfig settings = new TokenizerConfig(config);
    SentencePieceFile file = SentencePieceFile.read(model);
    FolderFamily family = FolderFamily.of(settings.text("tokenizer_class", ""));
    PieceIds ids = family.ids(file, settings).with(settings);
    return tokenizer(file, ids, family.framing(ids.vocabulary(), settings), settings);
  }

  /**
   * The tokenizer of one language of a Marian folder: pieces by a SentencePiece model, ids by a
   * vocabulary beside it.
   *
   * @param model content of {@code source.spm} or {@code target.spm}
   * @param vocabJson content of {@code vocab.json}: piece to id
   * @param config content of {@code tokenizer_config.json}, JSON's null where there is none
   * @throws IllegalArgumentException if the bytes are no SentencePiece model
   * @throws io.millrace.json.JsonException if the vocabulary lacks {@code <unk>} or {@code </s>}
   */
  public static TextTokenizer marian(byte[] model, JsonValue vocabJson, JsonValue config) {
    SentencePieceFile file = SentencePieceFile.read(model);
    PieceIds ids = PieceIds.listed(file, vocabJson.at(""));
    Framing framing = Framing.of(ids.vocabulary(), "A </s>", "A B </s>");
    return tokenizer(file, ids, framing, new TokenizerConfig(config));
  }

  private static TextTokenizer tokenizer(
      SentencePieceFile file, PieceIds ids, Framing framing, TokenizerConfig config) {
    SentencePieceParts parts = new SentencePieceParts(file, ids);
    return new PipelineTokenizer(
        PipelineTokenizer.Tokens.of(
            ids.vocabulary(), OptionalInt.of(ids.unknown()), config, framing),
        parts.pipeline(),
        framing,
        parts.decoder(),
        config.truncation());
  }
}
