package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** A tokenizer made of the steps that a Hugging Face folder names. */
final class PipelineTokenizer implements TextTokenizer {

  private final Tokens tokens;
  private final Pipeline pipeline;
  private final Framing framing;
  private final TokenDecoder decoder;
  private final Truncation truncation;
  private final TokenBytes bytes;
  private final Set<Integer> endOfGeneration;

  /**
   * The tokens, and which of them have a purpose.
   *
   * @param rules of which only bos and eos count here
   */
  record Tokens(Vocabulary vocabulary, SpecialIds ids, TextRules rules) {

    /**
     * The purposes that a configuration names, else those that usual spellings have; bos may also
     * be known by its place before a text.
     */
    static Tokens of(
        Vocabulary vocabulary, OptionalInt unknown, TokenizerConfig config, Framing framing) {
      OptionalInt named = config.id("bos_token", "<s>", vocabulary);
      SpecialIds ids =
          new SpecialIds(
              named.isPresent() ? named : framing.first(),
              config.id("eos_token", "</s>", vocabulary),
              OptionalInt.empty(),
              unknown);
      boolean bos = ids.bos().isPresent() && ids.bos().equals(framing.first());
      boolean eos = ids.eos().isPresent() && framing.endsWith(ids.eos().getAsInt());
      return new Tokens(
          vocabulary,
          ids,
          new TextRules(
              config.flag("add_bos_token", bos), config.flag("add_eos_token", eos), false, false));
    }
  }

  PipelineTokenizer(
      Tokens tokens,
      Pipeline pipeline,
      Framing framing,
      TokenDecoder decoder,
      Truncation truncation) {
    this.tokens = tokens;
    this.pipeline = pipeline;
    this.framing = framing;
    this.decoder = decoder;
    this.truncation = truncation;
    this.bytes = bytes();
    this.endOfGeneration = EndOfGeneration.of(tokens.vocabulary, tokens.ids);
  }

  private TokenBytes bytes() {
    return TokenBytes.of(
        PackedStrings.of(
            tokens.vocabulary.size(),
            id -> isText(id) ? decoder.middle(Utf8.encode(spelling(id))) : new byte[0]));
  }

  private String spelling(int id) {
    return pipeline.added().spelling(id, tokens.vocabulary.piece(id));
  }

  private boolean isText(int id) {
    TokenKind kind = tokens.vocabulary.kind(id);
    return kind != TokenKind.CONTROL && kind != TokenKind.UNUSED;
  }

  @Override
  public int[] encode(String text, SpecialTokens special) {
    return pipeline.tokens(text, special).ids();
  }

  @Override
  public Encoding encode(TextInput input) {
    List<TokenSpans> texts = new ArrayList<>();
    texts.add(pipeline.tokens(input.text(), input.special()));
    input.pair().ifPresent(pair -> texts.add(pipeline.tokens(pair, input.special())));
    List<FramePiece> frame = framing.frame(texts.size());
    if (input.frame() == TextInput.Frame.LEFT_OUT) {
      frame = frame.stream().filter(piece -> piece.sequence() >= 0).toList();
    }
    int second = texts.size() == 1 ? 0 : texts.get(1).size();
    int[] lengths = input.truncation().lengths(texts.get(0).size(), second, Framing.around(frame));
    return new EncodingBuilder(framing.trim(), tokens.vocabulary)
        .build(frame, texts, lengths, input.truncation().side());
  }

  @Override
  public TextTokenizer inLowerCase() {
    return new PipelineTokenizer(tokens, pipeline.inLowerCase(), framing, decoder, truncation);
  }

  @Override
  public Truncation truncation() {
    return truncation;
  }

  @Override
  public byte[] bytes(int token) {
    return bytes.of(token);
  }

  @Override
  public String decode(int[] ids) {
    List<String> pieces = new ArrayList<>(ids.length);
    for (int id : ids) {
      if (isText(id)) {
        pieces.add(spelling(id));
      }
    }
    return String.join("", decoder.decode(pieces));
  }

  @Override
  public StreamingDecoder decoder() {
    return new StreamingDecoder(bytes);
  }

  @Override
  public Vocabulary vocabulary() {
    return tokens.vocabulary;
  }

  @Override
  public OptionalInt bos() {
    return tokens.ids.bos();
  }

  @Override
  public OptionalInt eos() {
    return tokens.ids.eos();
  }

  @Override
  public Set<Integer> endOfGeneration() {
    return endOfGeneration;
  }

  @Override
  public boolean addBos() {
    return tokens.rules.addBos();
  }

  @Override
  public boolean addEos() {
    return tokens.rules.addEos();
  }
}
