package io.millrace.tokenizer;

/** The cleaning of SentencePiece's translation models: control characters go, others are spaces. */
final class NmtNormalizer {

  private static final CodePointSet DROPPED =
      new CodePointSet(
          new int[] {0x01, 0x0B, 0x0E, 0x7F, 0x8F, 0x9F},
          new int[] {0x08, 0x0B, 0x1F, 0x7F, 0x8F, 0x9F});

  private static final CodePointSet SPACES =
      new CodePointSet(
          new int[] {0x09, 0x0C, 0x1680, 0x200B, 0x2028, 0x2581, 0xFEFF, 0xFFFD},
          new int[] {0x0A, 0x0D, 0x1680, 0x200F, 0x2029, 0x2581, 0xFEFF, 0xFFFD});

  private NmtNormalizer() {}

  static TextNormalizer create() {
    TextNormalizer filter = TextNormalizer.filter(c -> !DROPPED.contains(c));
    return text -> {
      AlignedText kept = filter.normalize(text);
      TextChanges changes = new TextChanges(kept);
      for (int i = 0; i < kept.length(); i++) {
        changes.add(SPACES.contains(kept.at(i)) ? ' ' : kept.at(i), 0);
      }
      return changes.finish();
    };
  }
}
