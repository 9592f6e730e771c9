package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ModelOptionsTest {

  @Test
  void eachWithChangesItsComponentOnly() {
    ModelOptions options =
        ModelOptions.defaults()
            .withKernels("java")
            .withThreads(3)
            .withMaxSequences(5)
            .withBatchTokens(64)
            .withCacheBytes(1 << 20)
            .withCacheType(ModelOptions.CacheType.F32)
            .withFloatProducts(ModelOptions.FloatProducts.OPENBLAS)
            .withPrefixCache(ModelOptions.PrefixCache.OFF)
            .withChatTemplate("t")
            .withWeights(ModelOptions.WeightType.Q8_0);
    assertEquals(
        "ModelOptions[kernels=java, threads=3, maxSequences=OptionalInt[5],"
            + " batchTokens=OptionalInt[64], cacheBytes=OptionalLong[1048576],"
            + " cacheType=Optional[F32], floatProducts=OPENBLAS, prefixCache=OFF,"
            + " chatTemplate=Optional[t], weights=q8_0]",
        options.toString());
    assertEquals("auto", ModelOptions.defaults().kernels());
    assertEquals("as-is", ModelOptions.defaults().weights().toString());
  }

  @Test
  void refusesWhatIsOutOfRange() {
    ModelOptions defaults = ModelOptions.defaults();
    assertThrows(IllegalArgumentException.class, () -> defaults.withThreads(0));
    assertThrows(IllegalArgumentException.class, () -> defaults.withMaxSequences(0));
    assertThrows(IllegalArgumentException.class, () -> defaults.withBatchTokens(0));
    assertThrows(IllegalArgumentException.class, () -> defaults.withCacheBytes(0));
  }
}
