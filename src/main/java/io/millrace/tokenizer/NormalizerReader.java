package io.millrace.tokenizer;

import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads the {@code normalizer} of a tokenizer file. */
final class NormalizerReader {

  private static final String KNOWN =
      "one of BertNormalizer, ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Precompiled,"
          + " Prepend, Replace, Sequence, Strip, StripAccents";

  private NormalizerReader() {}

  static TextNormalizer read(Optional<JsonField> field) {
    return field.map(NormalizerReader::read).orElse(TextNormalizer.none());
  }

  private static TextNormalizer read(JsonField field) {
    JsonField type = field.require("type");
    return switch (type.asString()) {
      case "BertNormalizer" -> bert(field);
      case "ByteLevel" -> ByteLevelSplitter::written;
      case "Lowercase" -> new Lowercase();
      case "NFC" -> UnicodeForm.NFC;
      case "NFD" -> UnicodeForm.NFD;
      case "NFKC" -> UnicodeForm.NFKC;
      case "NFKD" -> UnicodeForm.NFKD;
      case "Nmt" -> NmtNormalizer.create();
      case "Precompiled" -> precompiled(field.require("precompiled_charsmap"));
      case "Prepend" -> TextNormalizer.prepend(field.require("prepend").asString());
      case "Replace" -> replace(field);
      case "Sequence" -> sequence(field);
      case "Strip" -> strip(field);
      case "StripAccents" -> stripAccents();
      default -> throw type.wrong(KNOWN);
    };
  }

  private static TextNormalizer bert(JsonField field) {
    List<BertNormalizer.Step> steps = new ArrayList<>();
    boolean lowercase = flag(field, "lowercase", true);
    add(flag(field, "clean_text", true), BertNormalizer.Step.CLEAN, steps);
    add(flag(field, "handle_chinese_chars", true), BertNormalizer.Step.SPACE_IDEOGRAPHS, steps);
    add(flag(field, "strip_accents", lowercase), BertNormalizer.Step.STRIP_ACCENTS, steps);
    add(lowercase, BertNormalizer.Step.LOWERCASE, steps);
    return BertNormalizer.of(steps);
  }

  private static void add(
      boolean wanted, BertNormalizer.Step step, List<BertNormalizer.Step> steps) {
    if (wanted) {
      steps.add(step);
    }
  }

  /** A member that is true or false, {@code otherwise} where it is absent. */
  static boolean flag(JsonField field, String name, boolean otherwise) {
    return field.find(name).map(JsonField::asBoolean).orElse(otherwise);
  }

  private static TextNormalizer precompiled(JsonField map) {
    try {
      byte[] bytes = Base64.getDecoder().decode(map.asString());
      return new PrecompiledNormalizer(CharacterMap.read(bytes));
    } catch (IllegalArgumentException e) {
      throw new JsonException(map.path() + ": " + e.getMessage());
    }
  }

  private static TextNormalizer replace(JsonField field) {
    int[] content = field.require("content").asString().codePoints().toArray();
    return new ReplaceNormalizer(PatternReader.read(field.require("pattern")), content);
  }

  private static TextNormalizer sequence(JsonField field) {
    List<TextNormalizer> steps = new ArrayList<>();
    for (JsonField step : field.require("normalizers").elements()) {
      steps.add(read(step));
    }
    return TextNormalizer.sequence(steps);
  }

  private static TextNormalizer strip(JsonField field) {
    boolean left = flag(field, "strip_left", true);
    boolean right = flag(field, "strip_right", true);
    return text -> {
      int from = 0;
      int to = text.length();
      while (left && from < to && CodePointSet.SPACE.contains(text.at(from))) {
        from++;
      }
      while (right && to > from && CodePointSet.SPACE.contains(text.at(to - 1))) {
        to--;
      }
      return text.trimmed(from, to);
    };
  }

  private static TextNormalizer stripAccents() {
    CodePointSet marks = CharacterTable.set("mark");
    return TextNormalizer.filter(c -> !marks.contains(c));
  }
}
