package io.millrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.Memory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KvStoreTest {

  @Test
  void zeroesOneBlockOfEveryLayer() {
    try (KvStore store = new KvStore(Allocator.direct(), new long[] {8, 16}, 3)) {
      for (int layer = 0; layer < 2; layer++) {
        Memory memory = store.layer(layer);
        for (int i = 0; i < memory.size(); i++) {
          memory.bytes().put(i, (byte) 1);
        }
      }
      store.zero(1);
      for (int layer = 0; layer < 2; layer++) {
        int bytes = layer == 0 ? 8 : 16;
        for (int i = 0; i < 3 * bytes; i++) {
          assertEquals(i / bytes == 1 ? 0 : 1, store.layer(layer).bytes().get(i));
        }
      }
      assertEquals(72, store.bytes());
      assertThrows(IllegalArgumentException.class, () -> store.zero(3));
    }
  }

  @Test
  void refusesALayerBeyondTwoGigabytesBeforeAllocating() {
    Allocator none =
        bytes -> {
          throw new AssertionError("allocated " + bytes);
        };
    long[] blockBytes = {8, 1 << 20};
    String message =
        assertThrows(IllegalArgumentException.class, () -> new KvStore(none, blockBytes, 2048))
            .getMessage();
    assertTrue(message.startsWith("cache: layer 1 has 2048 blocks of 1048576 bytes"), message);
    assertThrows(IllegalArgumentException.class, () -> new KvStore(none, blockBytes, 0));
  }

  @Test
  void countsBlocksWithinABudget() {
    assertEquals(4, KvStore.blocksWithin(new long[] {10, 15}, 124));
    assertEquals(0, KvStore.blocksWithin(new long[] {10, 15}, 24));
    assertEquals(2047, KvStore.blocksWithin(new long[] {1 << 20}, Long.MAX_VALUE));
  }

  @Test
  void givesBackWhatItHadWhenMemoryRunsOut() {
    List<Memory> given = new ArrayList<>();
    List<Memory> returned = new ArrayList<>();
    Allocator small =
        bytes -> {
          if (given.size() == 1) {
            throw new OutOfMemoryError("test");
          }
          Memory[] self = new Memory[1];
          Memory plain = Allocator.direct().allocate(bytes);
          self[0] = new Memory(plain.bytes(), Memory.NO_ADDRESS, () -> returned.add(self[0]));
          given.add(self[0]);
          return self[0];
        };
    assertThrows(OutOfMemoryError.class, () -> new KvStore(small, new long[] {8, 8}, 2));
    assertEquals(given, returned);
  }
}
