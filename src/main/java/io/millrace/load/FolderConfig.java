package io.millrace.load;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonValue;
import io.millrace.model.Metadata;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A {@code config.json} under the keys of the GGUF convention.
 *
 * <p>A family's {@link FolderFamily.Rules} fill it: each key gets the value of a member, or one
 * made of it, under the member's name. Vectors that GGUF files hold as tensors and {@code
 * config.json} as numbers are kept beside.
 */
final class FolderConfig implements Metadata {

  private static final String FILE = "config.json: ";

  private final FolderFamily family;
  private final String prefix;
  private final JsonField root;
  private final Map<String, JsonField> values = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();
  private final Map<String, float[]> vectors = new HashMap<>();
  private final Map<String, StoredTensor> computed = new HashMap<>();
  private final Map<String, String> required = new LinkedHashMap<>();
  private Optional<Boolean> tied;

  /** A config without keys yet; a model of several parts has those of its text part inside. */
  private FolderConfig(FolderFamily family, JsonField root) {
    this.family = family;
    prefix = family.architecture() + ".";
    this.root = root.find("text_config").orElse(root);
    tied = this.root.find("tie_word_embeddings").map(JsonField::asBoolean);
  }

  /** Reads the members that a family knows. */
  static FolderConfig of(FolderFamily family, JsonField root) {
    FolderConfig config = new FolderConfig(family, root);
    if (root.find("quantization_config").isPresent()) {
      throw root.require("quantization_config").wrong("none; get the model's plain weights");
    }
    family.rules().read(config);
    return config;
  }

  FolderFamily family() {
    return family;
  }

  /** The members as they are. */
  JsonField root() {
    return root;
  }

  /** Vectors by the names of the tensors that GGUF files keep them in. */
  Map<String, float[]> vectors() {
    return vectors;
  }

  /** Tensors that are computed where the folder has none of their names. */
  Map<String, StoredTensor> computed() {
    return computed;
  }

  /** Whether the head is the embedding, if that is known. */
  Optional<Boolean> tied() {
    return tied;
  }

  /** Takes the head for the embedding if there is no word on it. */
  void tiedUnlessSaid() {
    tied = Optional.of(tied.orElse(true));
  }

  /** Takes the head for the embedding where there is no other, unless it must have its own. */
  void tiedAsStored() {
    tied = tied.filter(same -> !same);
  }

  /** Takes the head for the embedding where there is no other. */
  void tiedIfMissing() {
    tied = Optional.empty();
  }

  /** Tensors that every layer must have, though a network could do without, and why. */
  Map<String, String> required() {
    return required;
  }

  /** Says that every layer has these tensors. */
  void require(String why, String... tensors) {
    Arrays.stream(tensors).forEach(tensor -> required.put(tensor, why));
  }

  /** Whether a member is there and true. */
  boolean isTrue(String member) {
    return root.find(member).map(JsonField::asBoolean).orElse(false);
  }

  /** Gives a key the value of a member, if it is there and not null. */
  void copy(String key, String member) {
    labels.put(key, member);
    root.find(member).ifPresent(field -> values.put(key, field));
  }

  /** The same, or a value that stands for an absent member, but not for one that is null. */
  void copy(String key, String member, JsonValue absent) {
    copy(key, member);
    if (isAbsent(member)) {
      put(key, member, absent);
    }
  }

  /** Gives a key a value made of a member. */
  void put(String key, String member, JsonValue value) {
    labels.put(key, member);
    values.put(key, value.at(member));
  }

  /** Keeps a vector as the tensor of this name. */
  void put(String tensor, float[] vector) {
    vectors.put(tensor, vector);
  }

  /** Keeps a tensor for a folder that lacks it. */
  void put(String tensor, StoredTensor values) {
    computed.put(tensor, values);
  }

  boolean isAbsent(String member) {
    return root.object().get(member).isEmpty();
  }

  boolean isNull(String member) {
    return root.object().get(member).filter(JsonNull.class::isInstance).isPresent();
  }

  /** A member that must be a whole number from 1 to {@code most}. */
  int count(String member, int most) {
    return root.require(member).asInt(1, most);
  }

  /** Refuses a member that is there and none of these texts. */
  void expect(String member, String... known) {
    root.find(member)
        .filter(field -> !Arrays.asList(known).contains(field.asString()))
        .ifPresent(
            field -> {
              throw field.wrong(String.join(" or ", known));
            });
  }

  /** Refuses a member that is there and not this truth value. */
  void expect(String member, JsonValue truth) {
    root.find(member)
        .filter(field -> !field.value().equals(truth))
        .ifPresent(
            field -> {
              throw field.wrong(truth + "; anything else is not supported");
            });
  }

  @Override
  public Optional<String> text(String key) {
    return find(key, JsonField::asString);
  }

  @Override
  public Optional<Integer> integer(String key) {
    return find(key, field -> field.asInt(Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  @Override
  public Optional<Float> number(String key) {
    return find(key, field -> (float) field.asDouble(-Float.MAX_VALUE, Float.MAX_VALUE));
  }

  @Override
  public List<Integer> integers(String key) {
    return find(key, FolderConfig::numbers).orElse(List.of());
  }

  /** One number or an array of them. */
  private static List<Integer> numbers(JsonField field) {
    List<JsonField> fields = field.value() instanceof JsonArray ? field.elements() : List.of(field);
    return fields.stream().map(each -> each.asInt(Integer.MIN_VALUE, Integer.MAX_VALUE)).toList();
  }

  @Override
  public String label(String key) {
    return FILE + labels.getOrDefault(stripped(key), key);
  }

  private <T> Optional<T> find(String key, Function<JsonField, T> read) {
    try {
      return value(key).map(read);
    } catch (JsonException e) {
      throw new IllegalArgumentException(FILE + e.getMessage(), e);
    }
  }

  private Optional<JsonField> value(String key) {
    return Optional.ofNullable(values.get(stripped(key)));
  }

  private String stripped(String key) {
    return key.startsWith(prefix) ? key.substring(prefix.length()) : key;
  }
}
