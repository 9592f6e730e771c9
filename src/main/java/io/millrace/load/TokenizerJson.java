package io.millrace.load;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.tokenizer.PackedStrings;
import io.millrace.tokenizer.SpecialIds;
import io.millrace.tokenizer.TextRules;
import io.millrace.tokenizer.TokenizerSpec;
import io.millrace.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A {@code tokenizer.json} with a BPE model as the tokenizers of GGUF files are described: with
 * bytes as a last resort that is {@code llama}, whose scores are the ranks of merges, else {@code
 * gpt2}.
 */
final class TokenizerJson {

  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;
  private static final int BYTE = 6;

  /** Below all ranks: such a token is never the result of a merge. */
  private static final float LEAST_SCORE = -1e9f;

  private final JsonField root;
  private final JsonField model;
  private final JsonField settings;
  private final int rows;
  private final Map<String, Integer> ids = new HashMap<>();
  private final boolean bytes;

  /**
   * Reads nothing yet.
   *
   * @param settings of {@code tokenizer_config.json}
   * @param rows ids from this on are left out
   */
  TokenizerJson(JsonField root, JsonField settings, int rows) {
    this.root = root;
    this.settings = settings;
    this.rows = rows;
    model = root.require("model");
    JsonField type = model.require("type");
    if (!type.asString().equals("BPE")) {
      throw type.wrong("BPE");
    }
    bytes = model.find("byte_fallback").map(JsonField::asBoolean).orElse(false);
  }

  /** The description. */
  TokenizerSpec spec() {
    List<String> merges = merges();
    Vocabulary vocabulary = vocabulary(merges);
    SpecialIds special =
        new SpecialIds(named("bos_token"), named("eos_token"), OptionalInt.empty(), unknown());
    TextRules rules = new TextRules(addsBos(), flag("add_eos_token"), addsSpace(), false);
    return bytes
        ? new TokenizerSpec("llama", "", vocabulary, PackedStrings.of(List.of()), special, rules)
        : new TokenizerSpec(
            "gpt2",
            SplitPatterns.nameOf(root),
            vocabulary,
            PackedStrings.of(merges),
            special,
            rules);
  }

  private Vocabulary vocabulary(List<String> merges) {
    String[] pieces = new String[rows];
    int[] types = new int[rows];
    int size = 0;
    for (JsonField entry : model.require("vocab").value().at("").members()) {
      String piece = entry.path();
      size = Math.max(size, put(pieces, types, piece, entry.asInt(0, Integer.MAX_VALUE)));
    }
    List<JsonField> added = root.find("added_tokens").map(JsonField::elements).orElse(List.of());
    for (JsonField token : added) {
      int id = token.require("id").asInt(0, Integer.MAX_VALUE);
      size = Math.max(size, put(pieces, types, token.require("content").asString(), id));
      if (id < rows) {
        types[id] = token.require("special").asBoolean() ? CONTROL : USER_DEFINED;
      }
    }
    for (int id = 0; id < size; id++) {
      if (pieces[id] == null) {
        pieces[id] = "<unused-id-" + id + ">";
        types[id] = UNUSED;
      }
    }
    unknown().ifPresent(id -> types[id] = UNKNOWN);
    float[] scores = bytes ? scores(merges, size) : new float[0];
    return new Vocabulary(
        PackedStrings.of(Arrays.asList(pieces).subList(0, size)),
        scores,
        Arrays.copyOf(types, size));
  }

  /** Puts a piece at its id and returns the size of a vocabulary that holds it. */
  private int put(String[] pieces, int[] types, String piece, int id) {
    if (id >= rows) {
      return 0;
    }
    boolean isByte = bytes && piece.matches("<0x[0-9A-F]{2}>");
    pieces[id] = piece;
    types[id] = isByte ? BYTE : NORMAL;
    ids.put(piece, id);
    return id + 1;
  }

  /** Each merge as two pieces with a space between. */
  private List<String> merges() {
    List<String> merges = new ArrayList<>();
    for (JsonField merge : model.require("merges").elements()) {
      if (merge.value() instanceof JsonArray pair && pair.size() == 2) {
        List<JsonField> parts = merge.elements();
        merges.add(parts.get(0).asString() + " " + parts.get(1).asString());
      } else {
        merges.add(merge.asString());
      }
    }
    return merges;
  }

  /** The best rank of a merge that makes it is a token's score, negated. */
  private float[] scores(List<String> merges, int size) {
    float[] scores = new float[size];
    Arrays.fill(scores, LEAST_SCORE);
    for (int rank = merges.size() - 1; rank >= 0; rank--) {
      Integer id = ids.get(merges.get(rank).replace(" ", ""));
      if (id != null) {
        scores[id] = -rank;
      }
    }
    return scores;
  }

  private OptionalInt unknown() {
    return model
        .find("unk_token")
        .map(JsonField::asString)
        .map(this::id)
        .orElse(OptionalInt.empty());
  }

  private OptionalInt id(String piece) {
    Integer id = ids.get(piece);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  private OptionalInt named(String member) {
    return tokenName(member).map(this::id).orElse(OptionalInt.empty());
  }

  /** A token in the settings: its text, or an object that has it. */
  private Optional<String> tokenName(String member) {
    return settings
        .find(member)
        .map(field -> field.value() instanceof JsonObject ? field.require("content") : field)
        .map(JsonField::asString);
  }

  private boolean flag(String member) {
    return settings.find(member).map(JsonField::asBoolean).orElse(false);
  }

  /** What the post-processor does, or else the settings say. */
  private boolean addsBos() {
    Optional<String> bos = tokenName("bos_token");
    Optional<JsonField> template =
        parts("post_processor", "processors").stream()
            .filter(part -> part.require("type").asString().equals("TemplateProcessing"))
            .findFirst();
    if (bos.isEmpty() || template.isEmpty()) {
      return bos.isPresent() && flag("add_bos_token");
    }
    List<JsonField> single = template.get().require("single").elements();
    return single.stream()
        .limit(1)
        .flatMap(part -> part.find("SpecialToken").stream())
        .anyMatch(part -> part.require("id").asString().equals(bos.get()));
  }

  /** Whether the normalizer or the splitter puts a space before a text. */
  private boolean addsSpace() {
    boolean normalizer =
        parts("normalizer", "normalizers").stream()
            .anyMatch(part -> part.require("type").asString().equals("Prepend"));
    boolean splitter =
        parts("pre_tokenizer", "pretokenizers").stream()
            .filter(part -> part.require("type").asString().equals("Metaspace"))
            .map(part -> part.find("prepend_scheme").map(JsonField::asString).orElse("always"))
            .anyMatch(scheme -> !scheme.equals("never"));
    return normalizer || splitter;
  }

  private List<JsonField> parts(String member, String sequence) {
    return parts(root, member, sequence);
  }

  /** One component, or those of a sequence; none if the member is absent. */
  static List<JsonField> parts(JsonField root, String member, String sequence) {
    Optional<JsonField> component = root.find(member);
    if (component.isEmpty()) {
      return List.of();
    }
    boolean isSequence = component.get().require("type").asString().equals("Sequence");
    return isSequence ? component.get().require(sequence).elements() : List.of(component.get());
  }
}
