package io.millrace.quant;

import io.millrace.tensor.DataType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The codec of every block format this project can read. */
public final class BlockCodecs {

  private static final Map<DataType, BlockCodec> BY_TYPE =
      index(
          List.of(
              new F32Codec(),
              new F16Codec(),
              new Bf16Codec(),
              new Q4_0Codec(),
              new Q4_1Codec(),
              new Q5_0Codec(),
              new Q5_1Codec(),
              new Q8_0Codec(),
              new Q2_KCodec(),
              new Q3_KCodec(),
              new Q4_KCodec(),
              new Q5_KCodec(),
              new Q6_KCodec(),
              new Iq4NlCodec(),
              new Iq4XsCodec(),
              new Mxfp4Codec(),
              new Nvfp4Codec(),
              new Q1_0Codec(),
              new Q2_0Codec()));

  private BlockCodecs() {}

  /**
   * The codec of a type.
   *
   * @throws IllegalArgumentException if the type has none; the message lists those that have
   */
  public static BlockCodec of(DataType type) {
    return find(type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "codec: no codec for " + type + ", expected one of " + BY_TYPE.keySet()));
  }

  /** The codec of a type, or empty if this project cannot decode it. */
  public static Optional<BlockCodec> find(DataType type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }

  /** The types that have a codec, in the order of {@link DataType}. */
  public static Set<DataType> types() {
    return BY_TYPE.keySet();
  }

  private static Map<DataType, BlockCodec> index(List<BlockCodec> codecs) {
    Map<DataType, BlockCodec> byType = new EnumMap<>(DataType.class);
    codecs.forEach(codec -> byType.put(codec.type(), codec));
    return Collections.unmodifiableMap(byType);
  }
}
