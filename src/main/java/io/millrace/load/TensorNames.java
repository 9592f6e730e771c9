package io.millrace.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a family of Hugging Face models calls the tensors that have a name in the GGUF convention.
 *
 * @param prefixes what may stand before all names but the head's; the usual one first
 * @param layers what stands before the number of a layer
 * @param modules the module of each tensor, by its name without number and {@code .weight}: {@code
 *     attn_q}, of an encoder beside a decoder {@code enc.token_embd} or {@code enc.blk.attn_q}; by
 *     its whole name where a tensor belongs to no module
 */
record TensorNames(List<String> prefixes, String layers, Map<String, String> modules) {

  private static final Pattern NAME =
      Pattern.compile(
          "(?<part>enc\\.|dec\\.)?(?:blk\\.(?<layer>\\d+)\\.)?(?<module>\\w+)\\.(?<kind>weight|bias)");

  /** The head stands beside the network that all other prefixes belong to. */
  private static final String HEAD = "output";

  private static final String BLOCK = "blk.";

  private static final Map<String, String> SIDES =
      Map.of("", "", "enc.", "encoder.", "dec.", "decoder.");

  /** The same but for some modules, pairs of names. */
  TensorNames with(String... changes) {
    Map<String, String> changed = new HashMap<>(modules);
    for (int i = 0; i < changes.length; i += 2) {
      changed.put(changes[i], changes[i + 1]);
    }
    return new TensorNames(prefixes, layers, Map.copyOf(changed));
  }

  /** The same with other prefixes. */
  TensorNames withPrefixes(String... others) {
    return new TensorNames(List.of(others), layers, modules);
  }

  /** The name of a tensor here, or empty if the family has no such tensor. */
  Optional<String> find(String prefix, String name) {
    if (modules.containsKey(name)) {
      return Optional.of(modules.get(name));
    }
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String module = matcher.group("module");
    String part = matcher.group("part") == null ? "" : matcher.group("part");
    String layer = matcher.group("layer");
    String key = part + (layer == null || part.isEmpty() ? "" : BLOCK) + module;
    if (!modules.containsKey(key)) {
      return Optional.empty();
    }
    String before = key.equals(HEAD) ? headPrefix(prefix) : prefix;
    String number = layer == null ? "" : SIDES.get(part) + layers + layer + ".";
    return Optional.of(before + number + modules.get(key) + "." + matcher.group("kind"));
  }

  /** {@code language_model.lm_head} beside {@code language_model.model.norm}. */
  private static String headPrefix(String prefix) {
    return prefix.endsWith(".model.") ? prefix.substring(0, prefix.length() - 6) : "";
  }
}
