package io.millrace.kernel.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RankKeyTest {

  @Property(tries = 500)
  void keysAreInRankOrder(
      @ForAll float a,
      @ForAll @IntRange(min = 0) int idOfA,
      @ForAll float b,
      @ForAll @IntRange(min = 0) int idOfB) {
    int expected = a == b ? Integer.compare(idOfA, idOfB) : a > b ? -1 : 1;
    assertEquals(expected, Long.compare(RankKey.of(a, idOfA), RankKey.of(b, idOfB)));
  }

  @Property(tries = 500)
  void keysHoldLogitAndId(@ForAll float logit, @ForAll @IntRange(min = 0) int id) {
    long key = RankKey.of(logit, id);
    assertEquals(logit + 0f, RankKey.logit(key));
    assertEquals(id, RankKey.id(key));
  }

  @Test
  void infinitiesAndZerosHaveTheirPlaces() {
    assertEquals(RankKey.of(0f, 3), RankKey.of(-0f, 3));
    assertEquals(Float.NEGATIVE_INFINITY, RankKey.logit(RankKey.of(Float.NEGATIVE_INFINITY, 1)));
    assertEquals(
        -1, Long.compare(RankKey.of(-Float.MAX_VALUE, 9), RankKey.of(Float.NEGATIVE_INFINITY, 1)));
  }
}
