package io.millrace.tokenizer;

import io.millrace.json.JsonField;
import io.millrace.tokenizer.MetaspaceSplitter.Prepend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@code pre_tokenizer} of a tokenizer file. */
final class SplitterReader {

  private static final String KNOWN =
      "one of BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits, Metaspace, Punctuation,"
          + " Sequence, Split, Whitespace, WhitespaceSplit";

  private SplitterReader() {}

  static TextSplitter read(Optional<JsonField> field) {
    return field.map(SplitterReader::read).orElse(TextSplitter.none());
  }

  private static TextSplitter read(JsonField field) {
    JsonField type = field.require("type");
    return switch (type.asString()) {
      case "BertPreTokenizer" -> TextSplitter::bertWords;
      case "ByteLevel" -> byteLevel(field);
      case "CharDelimiterSplit" -> delimiter(field);
      case "Digits" -> digits(field);
      case "Metaspace" -> metaspace(field);
      case "Punctuation" -> punctuation(field);
      case "Sequence" -> sequence(field);
      case "Split" -> split(field);
      case "Whitespace" -> TextSplitter::wordRuns;
      case "WhitespaceSplit" ->
          TextSplitter.at(
              TextPattern.characters(CodePointSet.SPACE::contains), SplitBehavior.REMOVED);
      default -> throw type.wrong(KNOWN);
    };
  }

  private static TextSplitter byteLevel(JsonField field) {
    List<ByteLevelSplitter.Option> options = new ArrayList<>();
    if (NormalizerReader.flag(field, "add_prefix_space", true)) {
      options.add(ByteLevelSplitter.Option.PREFIX_SPACE);
    }
    if (NormalizerReader.flag(field, "use_regex", true)) {
      options.add(ByteLevelSplitter.Option.SPLIT);
    }
    return new ByteLevelSplitter(options);
  }

  private static TextSplitter delimiter(JsonField field) {
    int delimiter = character(field.require("delimiter"));
    return TextSplitter.at(TextPattern.characters(c -> c == delimiter), SplitBehavior.REMOVED);
  }

  private static TextSplitter digits(JsonField field) {
    CodePointSet numeric = CharacterTable.set("numeric");
    boolean single = NormalizerReader.flag(field, "individual_digits", false);
    return TextSplitter.at(
        TextPattern.characters(numeric::contains),
        single ? SplitBehavior.ISOLATED : SplitBehavior.CONTIGUOUS);
  }

  private static TextSplitter punctuation(JsonField field) {
    return TextSplitter.at(
        TextPattern.characters(CodePointSet.PUNCTUATION::contains),
        field.find("behavior").map(SplitterReader::behavior).orElse(SplitBehavior.ISOLATED));
  }

  private static TextSplitter metaspace(JsonField field) {
    boolean split = NormalizerReader.flag(field, "split", true);
    return new MetaspaceSplitter(
        character(field.require("replacement")),
        prepend(field),
        split ? SplitBehavior.MERGED_WITH_NEXT : SplitBehavior.CONTIGUOUS);
  }

  /** The scheme of a Metaspace step or decoder; older files have a flag instead. */
  static Prepend prepend(JsonField field) {
    Optional<JsonField> scheme = field.find("prepend_scheme");
    if (scheme.isEmpty()) {
      boolean wanted = NormalizerReader.flag(field, "add_prefix_space", true);
      return wanted ? Prepend.ALWAYS : Prepend.NEVER;
    }
    return switch (scheme.get().asString()) {
      case "always" -> Prepend.ALWAYS;
      case "first" -> Prepend.FIRST;
      case "never" -> Prepend.NEVER;
      default -> throw scheme.get().wrong("one of always, first, never");
    };
  }

  /** A member that is one character. */
  static int character(JsonField field) {
    String text = field.asString();
    if (text.codePointCount(0, text.length()) != 1) {
      throw field.wrong("one character");
    }
    return text.codePointAt(0);
  }

  private static TextSplitter split(JsonField field) {
    TextPattern pattern = PatternReader.read(field.require("pattern"));
    SplitBehavior behavior = behavior(field.require("behavior"));
    return NormalizerReader.flag(field, "invert", false)
        ? TextSplitter.between(pattern, behavior)
        : TextSplitter.at(pattern, behavior);
  }

  private static SplitBehavior behavior(JsonField field) {
    return switch (field.asString()) {
      case "Removed" -> SplitBehavior.REMOVED;
      case "Isolated" -> SplitBehavior.ISOLATED;
      case "MergedWithPrevious" -> SplitBehavior.MERGED_WITH_PREVIOUS;
      case "MergedWithNext" -> SplitBehavior.MERGED_WITH_NEXT;
      case "Contiguous" -> SplitBehavior.CONTIGUOUS;
      default ->
          throw field.wrong(
              "one of Contiguous, Isolated, MergedWithNext, MergedWithPrevious, Removed");
    };
  }

  private static TextSplitter sequence(JsonField field) {
    List<TextSplitter> steps = new ArrayList<>();
    for (JsonField step : field.require("pretokenizers").elements()) {
      steps.add(read(step));
    }
    return TextSplitter.sequence(steps);
  }
}
