package io.millrace;

import io.millrace.tokenizer.PackedStrings;
import io.millrace.tokenizer.SpecialIds;
import io.millrace.tokenizer.TextRules;
import io.millrace.tokenizer.Tokenizer;
import io.millrace.tokenizer.TokenizerSpec;
import io.millrace.tokenizer.Tokenizers;
import io.millrace.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** A small SentencePiece vocabulary: three control tokens, 256 bytes, then letters. */
final class ToyTokenizer {

  static final int BOS = 1;
  static final int EOS = 2;
  private static final int BYTES = 3;

  private ToyTokenizer() {}

  static Tokenizer make(boolean addBos, boolean addSpacePrefix) {
    List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int b = 0; b < 256; b++) {
      pieces.add("<0x%02X>".formatted(b));
    }
    pieces.add("▁");
    "abcdefghijklmnopqrstuvwxyzENDQ:.".chars().forEach(c -> pieces.add(Character.toString(c)));
    int[] types = new int[pieces.size()];
    Arrays.fill(types, 1);
    Arrays.fill(types, BYTES, BYTES + 256, 6);
    types[0] = 2;
    types[BOS] = 3;
    types[EOS] = 3;
    return Tokenizers.of(
        new TokenizerSpec(
            "llama",
            "",
            new Vocabulary(PackedStrings.of(pieces), new float[pieces.size()], types),
            PackedStrings.of(List.of()),
            new SpecialIds(
                OptionalInt.of(BOS), OptionalInt.of(EOS), OptionalInt.empty(), OptionalInt.of(0)),
            new TextRules(addBos, false, addSpacePrefix, false)));
  }

  /** The token of one byte. */
  static int ofByte(int value) {
    return BYTES + value;
  }
}
