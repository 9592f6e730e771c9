package io.millrace.quant;

import io.millrace.tensor.DataType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The encoder of every block format this project can write. */
public final class Quantizers {

  private static final Map<DataType, Quantizer> BY_TYPE =
      index(
          List.of(
              new CenteredQuantizer(DataType.Q4_0),
              new CenteredQuantizer(DataType.Q5_0),
              new MinQuantizer(DataType.Q4_1),
              new MinQuantizer(DataType.Q5_1),
              new Q8_0Quantizer()));

  private Quantizers() {}

  /**
   * The encoder of a type.
   *
   * @throws IllegalArgumentException if the type has none; the message lists those that have
   */
  public static Quantizer of(DataType type) {
    Quantizer quantizer = BY_TYPE.get(type);
    if (quantizer == null) {
      throw new IllegalArgumentException(
          "quantizer: no encoder for " + type + ", expected one of " + types());
    }
    return quantizer;
  }

  /** The types that have an encoder, in the order of {@link DataType}. */
  public static Set<DataType> types() {
    return BY_TYPE.keySet();
  }

  private static Map<DataType, Quantizer> index(List<Quantizer> quantizers) {
    Map<DataType, Quantizer> byType = new EnumMap<>(DataType.class);
    quantizers.forEach(quantizer -> byType.put(quantizer.type(), quantizer));
    return Collections.unmodifiableMap(byType);
  }
}
