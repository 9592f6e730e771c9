package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowOrderTest {

  private static final String SYSTEM = "You are a miller. ".repeat(30);

  private static WindowOrder.Item item(String prefix, long work) {
    return new WindowOrder.Item(prefix, work);
  }

  @Test
  void alikeRequestsStayInTheirOrder() {
    int[] order = WindowOrder.of(List.of(item("c", 10), item("b", 20), item("a", 15)));
    assertArrayEquals(new int[] {0, 1, 2}, order);
    assertArrayEquals(new int[] {0}, WindowOrder.of(List.of(item("", 0))));
  }

  @Test
  void longAndShortTakeTurnsAndTheShortestComeLast() {
    List<WindowOrder.Item> items = new ArrayList<>();
    for (int work = 1; work <= 8; work++) {
      items.add(item("p" + work, work));
    }
    List<Long> works =
        Arrays.stream(WindowOrder.of(items)).mapToObj(i -> items.get(i).work()).toList();
    assertEquals(List.of(8L, 3L, 7L, 4L, 6L, 5L, 2L, 1L), works);
  }

  @Test
  void sharedBeginningsStandTogetherAtEveryDepth() {
    List<WindowOrder.Item> items = new ArrayList<>();
    for (int question = 0; question < 4; question++) {
      for (int document = 0; document < 3; document++) {
        String text = SYSTEM + ("Document " + document + ". ").repeat(40) + "Question " + question;
        items.add(item(text, 100 + question));
      }
      items.add(item("something else entirely " + question, 1 + 50L * question));
    }
    int[] order = WindowOrder.of(items);
    int[] places = new int[items.size()];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
    }
    expectTogether(places, IntStream.range(0, 16).filter(i -> i % 4 < 3).toArray());
    for (int document = 0; document < 3; document++) {
      int rest = document;
      expectTogether(places, IntStream.range(0, 16).filter(i -> i % 4 == rest).toArray());
    }
  }

  private static void expectTogether(int[] places, int[] members) {
    int[] sorted = Arrays.stream(members).map(i -> places[i]).sorted().toArray();
    assertEquals(
        members.length - 1, sorted[sorted.length - 1] - sorted[0], Arrays.toString(sorted));
  }

  @Test
  void everyRequestComesOnceWhateverTheWindow() {
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      List<WindowOrder.Item> items = new ArrayList<>();
      for (int i = 0; i < random.nextInt(40); i++) {
        String prefix = SYSTEM.substring(0, random.nextInt(SYSTEM.length())) + random.nextInt(3);
        items.add(item(prefix, random.nextInt(1000)));
      }
      int[] order = items.isEmpty() ? new int[0] : WindowOrder.of(items);
      int[] sorted = Arrays.stream(order).sorted().toArray();
      assertArrayEquals(IntStream.range(0, items.size()).toArray(), sorted);
    }
  }

  @Test
  void theLongestIsNeverAmongTheLast() {
    Random random = new Random(5);
    List<WindowOrder.Item> items = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      items.add(item("prompt " + random.nextInt(), 1 + random.nextInt(1000)));
    }
    int[] order = WindowOrder.of(items);
    long last =
        IntStream.range(75, 100).mapToLong(i -> items.get(order[i]).work()).max().getAsLong();
    long rest = IntStream.range(0, 75).mapToLong(i -> items.get(order[i]).work()).min().getAsLong();
    assertTrue(last <= rest, last + " > " + rest);
  }
}
