package io.millrace.kernel.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {

  @Test
  void everyItemIsDoneOnce() {
    try (Workers workers = new Workers(3)) {
      for (int run = 0; run < 2000; run++) {
        int count = run % 40;
        AtomicIntegerArray done = new AtomicIntegerArray(count);
        workers.run(count, (item, area) -> done.incrementAndGet(item));
        int[] found = new int[count];
        Arrays.setAll(found, done::get);
        int[] expected = new int[count];
        Arrays.fill(expected, 1);
        assertArrayEquals(expected, found, "run " + run);
      }
    }
  }

  @Test
  void allThreadsTakePartEvenAfterSleeping() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      Thread.sleep(50);
      CountDownLatch together = new CountDownLatch(3);
      Set<WorkArea> areas = ConcurrentHashMap.newKeySet();
      workers.run(
          3,
          (item, area) -> {
            areas.add(area);
            together.countDown();
            assertTrue(awaited(together), "an item waited in vain for two other threads");
          });
      assertEquals(3, areas.size());
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anErrorReachesTheCallerAndTheNextOpWorks() {
    try (Workers workers = new Workers(2)) {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  workers.run(
                      50,
                      (item, area) -> {
                        if (item == 7) {
                          throw new IllegalStateException("item 7");
                        }
                      }));
      assertEquals("item 7", thrown.getMessage());
      AtomicIntegerArray done = new AtomicIntegerArray(1);
      workers.run(50, (item, area) -> done.incrementAndGet(0));
      assertEquals(50, done.get(0));
    }
  }

  @Test
  void closedWorkersRefuse() {
    Workers workers = new Workers(2);
    workers.close();
    assertThrows(IllegalStateException.class, () -> workers.run(1, (item, area) -> {}));
  }

  @Test
  void threadsEndWithClose() throws InterruptedException {
    Set<Thread> others = helpers(); // of workers closed before, perhaps about to end
    Workers workers = new Workers(4);
    Set<Thread> started = helpers();
    started.removeAll(others);
    assertEquals(3, started.size());
    workers.close();
    for (Thread thread : started) {
      thread.join();
    }
  }

  private static Set<Thread> helpers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("millrace-java-"))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
