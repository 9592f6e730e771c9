package io.millrace.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadReferenceTest {

  @Test
  void sumsExponentialsBelowTheMaximum() {
    Samples samples = new Samples(1);
    Tensor x = samples.normal(3, 1000);
    Tensor maximum = Samples.zeros(3);
    Tensor sum = Samples.zeros(3);
    HeadReference.sumExponentials(x, maximum, sum);
    for (int i = 0; i < 3; i++) {
      float[] row = Rows.read(x, i);
      double largest = IntStream.range(0, 1000).mapToDouble(j -> row[j]).max().getAsDouble();
      double exact = IntStream.range(0, 1000).mapToDouble(j -> Math.exp(row[j] - largest)).sum();
      assertEquals(largest, maximum.getFloat(i));
      assertEquals(exact, sum.getFloat(i), exact * 70 * 0x1p-24);
    }
  }

  @Test
  void aNaNIsSeen() {
    Tensor x = Samples.floats(1, Float.NaN, 3).reshape(1, 3);
    Tensor maximum = Samples.zeros(1);
    Tensor sum = Samples.zeros(1);
    HeadReference.sumExponentials(x, maximum, sum);
    assertTrue(Float.isNaN(maximum.getFloat(0)));
    assertTrue(Float.isNaN(sum.getFloat(0)));
    assertArrayEquals(new int[] {1, 2, 0}, top(x, 3));
  }

  @Test
  void lowerColumnsComeFirstAmongEquals() {
    Tensor x = Samples.floats(0f, 7f, -0f, 7f, Float.NEGATIVE_INFINITY, 7f, 0f).reshape(1, 7);
    assertArrayEquals(new int[] {1, 3}, top(x, 2));
    assertArrayEquals(new int[] {1, 3, 5, 0, 2, 6, 4}, top(x, 7));
  }

  @Test
  void topIsTheHeadOfASort() {
    Samples samples = new Samples(2);
    for (int run = 0; run < 100; run++) {
      int c = samples.integer(1, 200);
      Tensor x = Samples.zeros(1, c);
      for (int j = 0; j < c; j++) {
        x.setFloat(j, samples.integer(0, 30));
      }
      int count = samples.integer(1, c);
      int[] sorted =
          IntStream.range(0, c)
              .boxed()
              .sorted(Comparator.comparing((Integer j) -> -x.getFloat(j)).thenComparing(j -> j))
              .mapToInt(j -> j)
              .limit(count)
              .toArray();
      assertArrayEquals(sorted, top(x, count));
    }
  }

  private static int[] top(Tensor x, int count) {
    Tensor values = Samples.zeros(1, count);
    Tensor columns = Tensor.allocate(Allocator.direct(), DataType.I32, Shape.of(1, count));
    HeadReference.top(x, values, columns);
    int[] found = new int[count];
    columns.ints().get(0, found);
    for (int i = 0; i < count; i++) {
      assertEquals(x.getFloat(found[i]), values.getFloat(i));
    }
    return found;
  }
}
