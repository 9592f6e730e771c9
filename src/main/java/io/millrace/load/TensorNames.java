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
 * @param modules the module of each tensor, by its name without layer and {@code .weight}; one that
 *     begins with a slash stands beside the network and has no prefix
 */
record TensorNames(List<String> prefixes, String layers, Map<String, String> modules) {

  private static final Pattern NAME =
      Pattern.compile(
          "(?:blk\\.(?<layer>\\d+)\\.)?(?<module>\\w+(?:\\.[a-z]+)?)\\.(?<kind>weight|bias)");

  /** The head stands beside the network that all other prefixes belong to. */
  private static final String HEAD = "output";

  private static final String BESIDE = "/";

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
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches() || !modules.containsKey(matcher.group("module"))) {
      return Optional.empty();
    }
    String module = matcher.group("module");
    String kind = "." + matcher.group("kind");
    if (modules.get(module).startsWith(BESIDE)) {
      return Optional.of(modules.get(module).substring(1) + kind);
    }
    String before = module.equals(HEAD) ? headPrefix(prefix) : prefix;
    String layer = matcher.group("layer");
    String number = layer == null ? "" : layers + layer + ".";
    return Optional.of(before + number + modules.get(module) + kind);
  }

  /** {@code language_model.lm_head} beside {@code language_model.model.norm}. */
  private static String headPrefix(String prefix) {
    return prefix.endsWith(".model.") ? prefix.substring(0, prefix.length() - 6) : "";
  }
}
