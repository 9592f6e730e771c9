package io.millrace.tokenizer;

import java.util.List;

/**
 * Writes spaces as a sign, usually U+2581, puts one before the text, and begins a word at each.
 *
 * @param sign what stands for a space
 * @param prepend where a sign is put before a text that does not begin with one
 * @param behavior how the text is split at the signs: {@code MERGED_WITH_NEXT}, or {@code
 *     CONTIGUOUS} for not at all
 */
record MetaspaceSplitter(int sign, Prepend prepend, SplitBehavior behavior)
    implements TextSplitter {

  /** Which parts of a text get a sign in front. */
  enum Prepend {
    /** Each part, after an added token too. */
    ALWAYS,
    /** The one with which the text begins. */
    FIRST,
    NEVER
  }

  @Override
  public void split(AlignedText text, List<AlignedText> out) {
    AlignedText signed = signed(text);
    if (behavior != SplitBehavior.MERGED_WITH_NEXT) {
      out.add(signed);
      return;
    }
    int start = 0;
    for (int i = 1; i <= signed.length(); i++) {
      if (i == signed.length() || signed.at(i) == sign) {
        out.add(signed.slice(start, i));
        start = i;
      }
    }
  }

  private AlignedText signed(AlignedText text) {
    TextChanges changes = new TextChanges(text);
    boolean wanted = prepend == Prepend.ALWAYS || (prepend == Prepend.FIRST && text.start(0) == 0);
    if (wanted && !text.startsWith(' ') && !text.startsWith(sign)) {
      changes.add(sign, 0);
      add(changes, text.at(0), 1);
    } else {
      add(changes, text.at(0), 0);
    }
    for (int i = 1; i < text.length(); i++) {
      add(changes, text.at(i), 0);
    }
    return changes.finish();
  }

  private void add(TextChanges changes, int codePoint, int change) {
    changes.add(codePoint == ' ' ? sign : codePoint, change);
  }
}
