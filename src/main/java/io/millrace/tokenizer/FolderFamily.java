package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is known of a family whose folders bring a SentencePiece model without a tokenizer.json: the
 * tokens beyond the file and the frame of a text.
 */
enum FolderFamily {
  /** Pieces as they are in the file, nothing around. */
  PLAIN,
  LLAMA,
  GEMMA,
  T5,
  XLM_ROBERTA,
  MBART,
  MBART_50;

  private static final List<String> MBART_LANGUAGES =
      List.of(
          "ar_AR", "cs_CZ", "de_DE", "en_XX", "es_XX", "et_EE", "fi_FI", "fr_XX", "gu_IN", "hi_IN",
          "it_IT", "ja_XX", "kk_KZ", "ko_KR", "lt_LT", "lv_LV", "my_MM", "ne_NP", "nl_XX", "ro_RO",
          "ru_RU", "si_LK", "tr_TR", "vi_VN", "zh_CN");

  /** The languages that mBART-50 adds. */
  private static final List<String> MORE_LANGUAGES =
      List.of(
          "af_ZA", "az_AZ", "bn_IN", "fa_IR", "he_IL", "hr_HR", "id_ID", "ka_GE", "km_KH", "mk_MK",
          "ml_IN", "mn_MN", "mr_IN", "pl_PL", "ps_AF", "pt_XX", "sv_SE", "sw_KE", "ta_IN", "te_IN",
          "th_TH", "tl_XX", "uk_UA", "ur_PK", "xh_ZA", "gl_ES", "sl_SI");

  private static final int MOST_EXTRA_IDS = 100_000;

  /** The family of a tokenizer class such as {@code XLMRobertaTokenizer}; PLAIN if unknown. */
  static FolderFamily of(String tokenizerClass) {
    String name = tokenizerClass.toLowerCase(Locale.ROOT);
    if (name.startsWith("mbart")) {
      return name.startsWith("mbart50") ? MBART_50 : MBART;
    }
    if (name.startsWith("xlmroberta")) {
      return XLM_ROBERTA;
    }
    if (name.startsWith("t5") || name.startsWith("mt5")) {
      return T5;
    }
    if (name.startsWith("gemma")) {
      return GEMMA;
    }
    return name.startsWith("llama") ? LLAMA : PLAIN;
  }

  PieceIds ids(SentencePieceFile file, TokenizerConfig config) {
    return switch (this) {
      case PLAIN, LLAMA, GEMMA -> PieceIds.asInFile(file, List.of());
      case T5 -> PieceIds.asInFile(file, extraIds(config));
      case XLM_ROBERTA -> PieceIds.fairseq(file, List.of("<mask>"));
      case MBART, MBART_50 -> PieceIds.fairseq(file, languages());
    };
  }

  private List<String> languages() {
    List<String> added = new ArrayList<>(MBART_LANGUAGES);
    if (this == MBART_50) {
      added.addAll(MORE_LANGUAGES);
    }
    added.add("<mask>");
    return added;
  }

  /** The marks of T5's gaps, the last one first. */
  private static List<String> extraIds(TokenizerConfig config) {
    int count = config.field().find("extra_ids").map(n -> n.asInt(0, MOST_EXTRA_IDS)).orElse(100);
    List<String> names = new ArrayList<>();
    for (int i = count - 1; i >= 0; i--) {
      names.add("<extra_id_" + i + ">");
    }
    return names;
  }

  Framing framing(Vocabulary vocabulary, TokenizerConfig config) {
    return switch (this) {
      case PLAIN -> Framing.plain(Framing.Trim.NOT);
      case LLAMA -> Framing.of(vocabulary, "<s> A", "<s> A <s> B");
      case GEMMA -> Framing.of(vocabulary, "<bos> A", "<bos> A <bos> B");
      case T5 -> Framing.of(vocabulary, "A </s>", "A </s> B </s>");
      case XLM_ROBERTA -> Framing.of(vocabulary, "<s> A </s>", "<s> A </s> </s> B </s>");
      case MBART -> {
        String language = config.text("src_lang", "en_XX");
        yield Framing.of(vocabulary, "A </s> " + language, "A B </s> " + language);
      }
      case MBART_50 -> {
        String language = config.text("src_lang", "en_XX");
        yield Framing.of(vocabulary, language + " A </s>", language + " A B </s>");
      }
    };
  }
}
