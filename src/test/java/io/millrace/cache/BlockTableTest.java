package io.millrace.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BlockTableTest {

  private static final int BLOCKS = 12;

  /** Whatever tables do, a block's holders are the tables that list it, and the others are free. */
  @Property(tries = 300)
  void holdersAreTheTablesThatListABlock(
      @ForAll @Size(max = 60) List<@IntRange(max = 999) Integer> actions) {
    BlockPool pool = new BlockPool(BLOCKS);
    List<BlockTable> tables =
        List.of(new BlockTable(pool), new BlockTable(pool), new BlockTable(pool));
    for (int action : actions) {
      BlockTable table = tables.get(action % 3);
      BlockTable other = tables.get(action / 3 % 3);
      switch (action / 9 % 4) {
        case 0 -> table.release();
        case 1 -> {
          if (other.size() > 0) {
            table.append(other.blocks()[0]);
          }
        }
        default -> grow(table, table.size() + action / 36 % 5, pool);
      }
      check(pool, tables);
    }
    tables.forEach(BlockTable::release);
    assertEquals(BLOCKS, pool.free());
  }

  private static void grow(BlockTable table, int count, BlockPool pool) {
    int[] before = table.blocks();
    boolean fits = count - table.size() <= pool.free();
    assertEquals(fits, table.canGrowTo(count));
    if (fits) {
      int[] taken = table.growTo(count);
      assertEquals(count, table.size());
      assertArrayEquals(before, Arrays.copyOf(table.blocks(), before.length));
      assertArrayEquals(taken, Arrays.copyOfRange(table.blocks(), before.length, count));
    } else {
      assertThrows(IllegalStateException.class, () -> table.growTo(count));
      assertArrayEquals(before, table.blocks());
    }
  }

  private static void check(BlockPool pool, List<BlockTable> tables) {
    Map<Integer, Integer> holders = new HashMap<>();
    for (BlockTable table : tables) {
      for (int block : table.blocks()) {
        holders.merge(block, 1, Integer::sum);
      }
    }
    for (int block = 0; block < BLOCKS; block++) {
      assertEquals(holders.getOrDefault(block, 0), pool.holders(block));
    }
    assertEquals(BLOCKS - holders.size(), pool.free());
  }

  @Test
  void everyBlockIsGivenOutOnce() {
    BlockPool pool = new BlockPool(5);
    List<Integer> taken = new ArrayList<>();
    for (OptionalInt block = pool.take(); block.isPresent(); block = pool.take()) {
      taken.add(block.getAsInt());
    }
    assertEquals(List.of(0, 1, 2, 3, 4), taken);
    pool.give(3);
    assertEquals(OptionalInt.of(3), pool.take());
  }

  @Test
  void aSharedBlockIsFreeWhenItsLastHolderGivesIt() {
    BlockPool pool = new BlockPool(1);
    int block = pool.take().orElseThrow();
    pool.share(block);
    pool.give(block);
    assertEquals(0, pool.free());
    pool.give(block);
    assertEquals(1, pool.free());
  }

  @Test
  void refusesBlocksThatNobodyHolds() {
    BlockPool pool = new BlockPool(2);
    assertThrows(IllegalArgumentException.class, () -> pool.give(0));
    assertThrows(IllegalArgumentException.class, () -> pool.share(-1));
    assertThrows(IllegalArgumentException.class, () -> pool.give(2));
    assertThrows(IllegalArgumentException.class, () -> new BlockPool(0));
    assertFalse(new BlockTable(pool).canGrowTo(3));
    assertTrue(new BlockTable(pool).canGrowTo(2));
  }
}
