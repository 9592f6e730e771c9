package io.millrace.tokenizer;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonString;
import io.millrace.json.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the {@code model} of a tokenizer file: its vocabulary and what turns words into tokens. */
final class ModelReader {

  private static final String KNOWN = "one of BPE, Unigram, WordPiece";

  private final JsonField field;
  private final VocabularyBuilder vocabulary;
  private final CodePointTrie pieces = new CodePointTrie();
  private OptionalInt unknown = OptionalInt.empty();

  /**
   * Prepares to read a model.
   *
   * @param vocabulary takes the tokens
   */
  ModelReader(JsonField field, VocabularyBuilder vocabulary) {
    this.field = field;
    this.vocabulary = vocabulary;
  }

  PieceModel read() {
    return switch (type()) {
      case "BPE" -> bytePair();
      case "Unigram" -> unigram();
      case "WordPiece" -> wordPiece();
      default -> throw field.require("type").wrong(KNOWN);
    };
  }

  /** Older files do not name the type. */
  private String type() {
    Optional<JsonField> type = field.find("type");
    if (type.isPresent()) {
      return type.get().asString();
    }
    if (field.find("merges").isPresent()) {
      return "BPE";
    }
    return field.require("vocab").value() instanceof JsonArray ? "Unigram" : "WordPiece";
  }

  /** The token of what the vocabulary cannot spell; known after {@link #read}. */
  OptionalInt unknown() {
    return unknown;
  }

  /** The id of a piece of the model, or -1. */
  int find(String piece) {
    return pieces.get(piece);
  }

  private void readIds(Unigram.Fallback fallback) {
    JsonField vocab = field.require("vocab");
    for (Map.Entry<String, JsonValue> entry : vocab.object().members().entrySet()) {
      String path = vocab.path();
      int id = integer(entry.getValue(), path);
      vocabulary.put(id, entry.getKey(), kind(entry.getKey(), fallback), path);
      pieces.put(entry.getKey(), id);
    }
  }

  private static int integer(JsonValue value, String path) {
    return value instanceof JsonNumber number
            && number.number() instanceof Long id
            && id == (int) (long) id
        ? (int) (long) id
        : value.at(path).asInt(0, Integer.MAX_VALUE);
  }

  private static TokenKind kind(String piece, Unigram.Fallback fallback) {
    boolean isByte = fallback == Unigram.Fallback.BYTES && TokenDecoders.byteOf(piece) >= 0;
    return isByte ? TokenKind.BYTE : TokenKind.NORMAL;
  }

  private Unigram.Fallback fallback() {
    boolean bytes = NormalizerReader.flag(field, "byte_fallback", false);
    return bytes ? Unigram.Fallback.BYTES : Unigram.Fallback.UNKNOWN;
  }

  private void findUnknown() {
    Optional<JsonField> name = field.find("unk_token");
    int id = name.map(n -> pieces.get(n.asString())).orElse(-1);
    if (id >= 0) {
      unknown = OptionalInt.of(id);
      vocabulary.put(id, name.get().asString(), TokenKind.UNKNOWN, name.get().path());
    }
  }

  private PieceModel wordPiece() {
    readIds(Unigram.Fallback.UNKNOWN);
    findUnknown();
    JsonField name = field.require("unk_token");
    int token = unknown.orElseThrow(() -> name.wrong("a token of the vocabulary"));
    return new WordPiece(
        pieces,
        text("continuing_subword_prefix", "##"),
        token,
        field
            .find("max_input_chars_per_word")
            .map(most -> most.asInt(0, Integer.MAX_VALUE))
            .orElse(100));
  }

  private String text(String name, String otherwise) {
    return field.find(name).map(JsonField::asString).orElse(otherwise);
  }

  private PieceModel unigram() {
    JsonField vocab = field.require("vocab");
    JsonArray entries = vocab.array();
    Unigram.Fallback fallback = fallback();
    double[] scores = new double[entries.size()];
    double lowest = Double.POSITIVE_INFINITY;
    for (int id = 0; id < scores.length; id++) {
      scores[id] = readPiece(entries.get(id), id, vocab.path(), fallback);
      lowest = Math.min(lowest, scores[id]);
    }
    Optional<JsonField> unknownId = field.find("unk_id");
    if (unknownId.isPresent()) {
      unknown = OptionalInt.of(unknownId.get().asInt(0, scores.length - 1));
    }
    return new Unigram(
        pieces,
        scores,
        lowest,
        unknown,
        new Unigram.Choice(fallback, Unigram.Precision.DOUBLE, new ByteTokens(pieces)));
  }

  private double readPiece(JsonValue entry, int id, String path, Unigram.Fallback fallback) {
    if (entry instanceof JsonArray pair
        && pair.size() == 2
        && pair.get(0) instanceof JsonString piece
        && pair.get(1) instanceof JsonNumber score) {
      vocabulary.put(id, piece.value(), kind(piece.value(), fallback), path);
      vocabulary.score(id, score.doubleValue());
      pieces.put(piece.value(), id);
      return score.doubleValue();
    }
    throw entry.at(path + "[" + id + "]").wrong("a piece and its score");
  }

  private PieceModel bytePair() {
    double dropout = field.find("dropout").map(d -> d.asDouble(0, 1)).orElse(0.0);
    if (dropout > 0) {
      throw field.require("dropout").wrong("0 or null: merges are never left out here");
    }
    Unigram.Fallback fallback = fallback();
    readIds(fallback);
    findUnknown();
    boolean fused = NormalizerReader.flag(field, "fuse_unk", false);
    MergedPieces.Settings settings =
        new MergedPieces.Settings(
            unknown,
            fused ? MergedPieces.Unknowns.FUSED : MergedPieces.Unknowns.APART,
            fallback,
            text("continuing_subword_prefix", ""),
            text("end_of_word_suffix", ""));
    MergedPieces model = new MergedPieces(pieces, merges(settings.prefix()), settings);
    boolean whole = NormalizerReader.flag(field, "ignore_merges", false);
    return whole ? model.wholeWordsFirst() : model;
  }

  private MergeTable merges(String prefix) {
    JsonField merges = field.require("merges");
    JsonArray array = merges.array();
    int[] left = new int[array.size()];
    int[] right = new int[left.length];
    int[] joined = new int[left.length];
    for (int rank = 0; rank < left.length; rank++) {
      String path = merges.path() + "[" + rank + "]";
      String[] pair = pair(array.get(rank), path);
      String inner = pair[1].startsWith(prefix) ? pair[1].substring(prefix.length()) : pair[1];
      left[rank] = token(pair[0], path);
      right[rank] = token(pair[1], path);
      joined[rank] = token(pair[0] + inner, path);
    }
    return new MergeTable(left, right, joined);
  }

  /** The two pieces of a merge, written as a pair or with a space between. */
  private static String[] pair(JsonValue merge, String path) {
    if (merge instanceof JsonArray array
        && array.size() == 2
        && array.get(0) instanceof JsonString left
        && array.get(1) instanceof JsonString right) {
      return new String[] {left.value(), right.value()};
    }
    if (merge instanceof JsonString text) {
      int space = text.value().indexOf(' ');
      if (space > 0 && text.value().indexOf(' ', space + 1) < 0) {
        return new String[] {text.value().substring(0, space), text.value().substring(space + 1)};
      }
    }
    throw merge.at(path).wrong("two pieces");
  }

  private int token(String piece, String path) {
    int id = pieces.get(piece);
    if (id < 0) {
      throw new JsonException(
          path + ": found \"" + piece + "\", expected a token of the vocabulary");
    }
    return id;
  }
}
