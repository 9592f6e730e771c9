package io.millrace.format;

import io.millrace.tensor.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Words for the tensor types that files may have and this project cannot read. */
final class UnreadableType {

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(9, "Q8_1"),
          Map.entry(15, "Q8_K"),
          Map.entry(16, "IQ2_XXS"),
          Map.entry(17, "IQ2_XS"),
          Map.entry(18, "IQ3_XXS"),
          Map.entry(19, "IQ1_S"),
          Map.entry(21, "IQ3_S"),
          Map.entry(22, "IQ2_S"),
          Map.entry(29, "IQ1_M"),
          Map.entry(31, "Q4_0_4_4, removed from the format"),
          Map.entry(32, "Q4_0_4_8, removed from the format"),
          Map.entry(33, "Q4_0_8_8, removed from the format"),
          Map.entry(34, "TQ1_0"),
          Map.entry(35, "TQ2_0"));

  private UnreadableType() {}

  /** What was found, what was expected and what to do. */
  static String problem(int id) {
    String known =
        Arrays.stream(DataType.values()).map(DataType::name).collect(Collectors.joining(" "));
    return "type is %s (%s), expected one of %s; get the model in another quantization"
        .formatted(Integer.toUnsignedString(id), NAMES.getOrDefault(id, "unknown"), known);
  }
}
