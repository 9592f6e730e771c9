package io.millrace.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RelativeBucketsTest {

  private static final Path GOLDEN =
      Path.of("src/test/resources/io/millrace/golden/relative-buckets.txt");

  @Test
  void equalsTransformersForEveryDistance() throws IOException {
    int settings = 0;
    for (String line : Files.readAllLines(GOLDEN)) {
      String[] words = line.split(" ", -1);
      RelativeBuckets buckets =
          new RelativeBuckets(
              Integer.parseInt(words[2]), Integer.parseInt(words[3]), Mask.valueOf(words[1]));
      int distance = -1000;
      for (int i = 4; i < words.length; i++) {
        String[] run = words[i].split("\\*", -1);
        for (int end = distance + Integer.parseInt(run[1]); distance < end; distance++) {
          String what = String.join(" ", words[0], buckets.toString(), "at " + distance);
          assertEquals(Integer.parseInt(run[0]), buckets.bucket(distance), what);
        }
      }
      assertEquals(1001, distance);
      settings++;
    }
    assertEquals(24, settings);
  }

  @Test
  void theFarthestDistanceStandsForAllBeyond() {
    for (Mask mask : Mask.values()) {
      for (int count = 4; count < 70; count++) {
        for (int farthest : new int[] {35, 36, 100, 128, 1000}) {
          RelativeBuckets buckets = new RelativeBuckets(count, farthest, mask);
          for (int distance : new int[] {farthest + 1, 1 << 20, Integer.MAX_VALUE}) {
            assertEquals(buckets.bucket(farthest), buckets.bucket(distance));
            assertEquals(buckets.bucket(-farthest), buckets.bucket(-distance));
          }
          assertEquals(buckets.bucket(-farthest), buckets.bucket(Integer.MIN_VALUE));
        }
      }
    }
  }

  @Test
  void tablesHoldTheWeightOfEachBucket() {
    Tensor weight = Tensor.allocate(Allocator.direct(), DataType.F32, Shape.of(8, 3));
    for (int i = 0; i < weight.elements(); i++) {
      weight.setFloat(i, i);
    }
    RelativeBuckets buckets = new RelativeBuckets(8, 16, Mask.FULL);
    Tensor table = buckets.bias(weight).table().orElseThrow();
    assertEquals("F32 [3, 33]", table.toString());
    for (int head = 0; head < 3; head++) {
      for (int distance = -16; distance <= 16; distance++) {
        float expected = 3 * buckets.bucket(distance) + head;
        assertEquals(expected, table.getFloat(head * 33 + 16 + distance));
      }
    }
  }

  private static void refuses(int count, int farthest, Mask mask, String message) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> new RelativeBuckets(count, farthest, mask));
    assertEquals("relative positions: " + message, e.getMessage());
  }

  @Test
  void refusesWhatHasNoBuckets() {
    refuses(3, 128, Mask.FULL, "3 buckets, expected 4 or more");
    refuses(1, 128, Mask.CAUSAL, "1 buckets, expected 2 or more");
    String range = "the largest distance of 32 buckets is %d, expected %d to 65536";
    refuses(32, 8, Mask.FULL, range.formatted(8, 9));
    refuses(32, 16, Mask.CAUSAL, range.formatted(16, 17));
    refuses(32, 65537, Mask.CAUSAL, range.formatted(65537, 17));
  }
}
