package io.millrace.tokenizer;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.tokenizer.Framing.Trim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@code post_processor} of a tokenizer file. */
final class FramingReader {

  private static final String KNOWN =
      "one of BertProcessing, ByteLevel, RobertaProcessing, Sequence, TemplateProcessing";

  private final int tokens;

  private FramingReader(int tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads a post-processor.
   *
   * @param tokens number of tokens of the vocabulary
   */
  static Framing read(Optional<JsonField> field, int tokens) {
    Framing plain = Framing.plain(Trim.NOT);
    return field.map(f -> new FramingReader(tokens).read(f, plain)).orElse(plain);
  }

  private Framing read(JsonField field, Framing before) {
    JsonField type = field.require("type");
    return switch (type.asString()) {
      case "BertProcessing" -> bert(field);
      case "ByteLevel" -> new Framing(trim(field), before.single(), before.pair());
      case "RobertaProcessing" -> roberta(field);
      case "Sequence" -> sequence(field, before);
      case "TemplateProcessing" ->
          new Framing(before.trim(), template(field, "single"), template(field, "pair"));
      default -> throw type.wrong(KNOWN);
    };
  }

  /** Each step changes what the ones before left: one trims, another frames. */
  private Framing sequence(JsonField field, Framing before) {
    Framing framing = before;
    int frames = 0;
    for (JsonField step : field.require("processors").elements()) {
      frames += step.require("type").asString().equals("ByteLevel") ? 0 : 1;
      if (frames > 1) {
        throw step.require("type").wrong("one step at most that puts tokens around");
      }
      framing = read(step, framing);
    }
    return framing;
  }

  private static Trim trim(JsonField field) {
    if (!NormalizerReader.flag(field, "trim_offsets", true)) {
      return Trim.NOT;
    }
    boolean prefixed = NormalizerReader.flag(field, "add_prefix_space", true);
    return prefixed ? Trim.PREFIXED : Trim.ALL;
  }

  private Framing bert(JsonField field) {
    int begin = token(field.require("cls"));
    int end = token(field.require("sep"));
    List<FramePiece> single =
        List.of(FramePiece.token(begin, 0), FramePiece.text(0, 0), FramePiece.token(end, 0));
    List<FramePiece> pair = new ArrayList<>(single);
    pair.add(FramePiece.text(1, 1));
    pair.add(FramePiece.token(end, 1));
    return new Framing(Trim.NOT, single, List.copyOf(pair));
  }

  private Framing roberta(JsonField field) {
    int begin = token(field.require("cls"));
    int end = token(field.require("sep"));
    List<FramePiece> single =
        List.of(FramePiece.token(begin, 0), FramePiece.text(0, 0), FramePiece.token(end, 0));
    List<FramePiece> pair = new ArrayList<>(single);
    pair.add(FramePiece.token(end, 0));
    pair.add(FramePiece.text(1, 0));
    pair.add(FramePiece.token(end, 0));
    return new Framing(trim(field), single, List.copyOf(pair));
  }

  /** A token written as its spelling and its id. */
  private int token(JsonField field) {
    JsonArray array = field.array();
    if (array.size() != 2) {
      throw field.wrong("a spelling and an id");
    }
    return field.elements().get(1).asInt(0, tokens - 1);
  }

  private List<FramePiece> template(JsonField field, String name) {
    List<FramePiece> pieces = new ArrayList<>();
    for (JsonField piece : field.require(name).elements()) {
      Optional<JsonField> text = piece.find("Sequence");
      if (text.isPresent()) {
        pieces.add(FramePiece.text(sequenceOf(text.get().require("id")), type(text.get())));
      } else {
        JsonField special = piece.require("SpecialToken");
        pieces.add(new FramePiece(-1, tokens(field, special.require("id")), type(special)));
      }
    }
    if (name.equals("single") && pieces.stream().anyMatch(piece -> piece.sequence() == 1)) {
      throw field.require(name).wrong("a template without the second text");
    }
    return List.copyOf(pieces);
  }

  private static int sequenceOf(JsonField id) {
    return switch (id.asString()) {
      case "A" -> 0;
      case "B" -> 1;
      default -> throw id.wrong("A or B");
    };
  }

  private static int type(JsonField piece) {
    return piece.find("type_id").map(id -> id.asInt(0, Integer.MAX_VALUE)).orElse(0);
  }

  private int[] tokens(JsonField field, JsonField id) {
    JsonField token =
        field
            .require("special_tokens")
            .find(id.asString())
            .orElseThrow(() -> id.wrong("a token that special_tokens lists"));
    return token.require("ids").elements().stream().mapToInt(i -> i.asInt(0, tokens - 1)).toArray();
  }
}
