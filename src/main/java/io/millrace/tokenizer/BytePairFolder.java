package io.millrace.tokenizer;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * Turns {@code vocab.json} and {@code merges.txt} into what the folder's tokenizer.json would be.
 */
final class BytePairFolder {

  private static final List<String> FRAMED =
      List.of("roberta", "bart", "longformer", "led", "deberta", "blenderbot", "mvp");

  private final JsonObject vocab;
  private final JsonArray merges;
  private final TokenizerConfig config;
  private final SpecialTokenList special;

  BytePairFolder(JsonValue vocabJson, byte[] mergesTxt, TokenizerConfig config) {
    this.vocab = vocabJson.at("vocab.json").object();
    this.merges = merges(Utf8.decode(mergesTxt, mergesTxt.length));
    this.config = config;
    this.special = new SpecialTokenList(vocab, config);
  }

  private static JsonArray merges(String text) {
    JsonArray.Builder merges = JsonArray.builder();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line =
          lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
      boolean version = i == 0 && line.startsWith("#version");
      if (!line.isEmpty() && !version) {
        merges.add(line);
      }
    }
    return merges.build();
  }

  TextTokenizer read(JsonValue configuration) {
    String name = config.text("tokenizer_class", "").toLowerCase(Locale.ROOT);
    boolean framed = FRAMED.stream().anyMatch(name::startsWith);
    JsonObject.Builder file = JsonObject.builder();
    file.put("post_processor", framed ? roberta() : byteLevel(true, false));
    if (name.startsWith("qwen2")) {
      addQwen(file);
    } else {
      file.put("pre_tokenizer", byteLevel(true, config.flag("add_prefix_space", false)));
    }
    addNamed();
    file.put("added_tokens", special.all());
    file.put("decoder", SpecialTokenList.part("ByteLevel"));
    file.put(
        "model",
        JsonObject.builder().put("type", "BPE").put("vocab", vocab).put("merges", merges).build());
    return TokenizerJson.read(file.build(), configuration);
  }

  private void addNamed() {
    for (String role : List.of("bos_token", "eos_token", "unk_token", "pad_token")) {
      config.token(role).ifPresent(special::addIfKnown);
    }
    special.addIfKnown("<|endoftext|>");
  }

  private JsonObject roberta() {
    JsonObject begin = special.add(config.token("cls_token").orElse("<s>"));
    JsonObject separator = special.add(config.token("sep_token").orElse("</s>"));
    special.addIfKnown(config.token("pad_token").orElse("<pad>"));
    special.addIfKnown(config.token("unk_token").orElse("<unk>"));
    special.addMask(config.token("mask_token").orElse("<mask>"));
    return JsonObject.builder()
        .put("type", "RobertaProcessing")
        .put("sep", WordPieceFolder.pair(separator))
        .put("cls", WordPieceFolder.pair(begin))
        .put("trim_offsets", true)
        .put("add_prefix_space", config.flag("add_prefix_space", false))
        .build();
  }

  private static JsonObject byteLevel(boolean split, boolean prefix) {
    return JsonObject.builder()
        .put("type", "ByteLevel")
        .put("add_prefix_space", prefix)
        .put("trim_offsets", false)
        .put("use_regex", split)
        .build();
  }

  private static void addQwen(JsonObject.Builder file) {
    JsonObject rule =
        JsonObject.builder()
            .put("type", "Split")
            .put("pattern", JsonObject.builder().put("Regex", RulePattern.QWEN2).build())
            .put("behavior", "Isolated")
            .build();
    file.put("normalizer", SpecialTokenList.part("NFC"));
    file.put(
        "pre_tokenizer",
        JsonObject.builder()
            .put("type", "Sequence")
            .put("pretokenizers", JsonArray.of(rule, byteLevel(false, false)))
            .build());
  }
}
