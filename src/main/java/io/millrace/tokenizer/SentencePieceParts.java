package io.millrace.tokenizer;

import io.millrace.tokenizer.AddedToken.Trait;
import io.millrace.tokenizer.SentencePieceDecoder.Put;
import io.millrace.tokenizer.SentencePieceFile.Algorithm;
import io.millrace.tokenizer.SentencePieceFile.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Makes the steps of a tokenizer from a SentencePiece model. */
final class SentencePieceParts {

  private final SentencePieceFile file;
  private final PieceIds ids;
  private final SentencePieceTries tries;

  SentencePieceParts(SentencePieceFile file, PieceIds ids) {
    this.file = file;
    this.ids = ids;
    this.tries = SentencePieceTries.of(file);
  }

  Pipeline pipeline() {
    PieceModel model =
        file.algorithm() == Algorithm.BPE ? new ScoredPieces(file, tries) : unigram();
    return new Pipeline(added(), TextSplitter.none(), renumbered(model));
  }

  private PieceModel unigram() {
    double lowest = Float.MAX_VALUE;
    float highest = -Float.MAX_VALUE;
    for (int i = 0; i < file.size(); i++) {
      if (file.kind(i) == TokenKind.NORMAL) {
        lowest = Math.min(lowest, file.score(i));
        highest = Math.max(highest, file.score(i));
      }
    }
    double[] scores = new double[file.size()];
    for (int i = 0; i < scores.length; i++) {
      boolean own = file.kind(i) == TokenKind.USER_DEFINED; // preferred to all others
      int length = own ? Utf8.encode(file.piece(i)).length : 0;
      scores[i] = own ? (float) (length * highest - 0.1) : file.score(i);
    }
    return new Unigram(
        tries.pieces(),
        scores,
        lowest,
        OptionalInt.of(file.unknown()),
        new Unigram.Choice(file.fallback(), Unigram.Precision.FLOAT, tries.bytes()));
  }

  /** The model with the ids of the vocabulary in the place of piece numbers. */
  private PieceModel renumbered(PieceModel model) {
    int[] ofPiece = ids.ofPiece();
    return () -> {
      PieceModel.Pass pass = model.begin();
      return (word, out) -> {
        int from = out.size();
        pass.encode(word, out);
        for (int i = from; i < out.size(); i++) {
          out.renumber(i, ofPiece[out.id(i)]);
        }
      };
    };
  }

  private AddedTokens added() {
    List<AddedToken> added = new ArrayList<>();
    Vocabulary vocabulary = ids.vocabulary();
    for (int id = 0; id < vocabulary.size(); id++) {
      String piece = vocabulary.piece(id);
      TokenKind kind = vocabulary.kind(id);
      if (piece.isEmpty()) {
        continue;
      }
      if (kind == TokenKind.CONTROL || kind == TokenKind.UNKNOWN) {
        added.add(new AddedToken(piece, id, Set.of(Trait.SPECIAL)));
      } else if (kind == TokenKind.USER_DEFINED && tries.userDefined().get(piece) < 0) {
        added.add(new AddedToken(piece, id, Set.of()));
      }
    }
    AddedTokens tokens =
        new AddedTokens(added, new SentencePieceNormalizer(file, tries.userDefined()));
    return tokens.withSpelling(ids.unknown(), file.unknownSurface());
  }

  TokenDecoder decoder() {
    boolean dummy = file.has(Space.DUMMY_PREFIX);
    if (file.has(Space.REMOVE_EXTRA)) {
      return new SentencePieceDecoder(Put.BEFORE_ALONE);
    }
    return new SentencePieceDecoder(dummy ? Put.BEFORE : Put.NOWHERE);
  }
}
