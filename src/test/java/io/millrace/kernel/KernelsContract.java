package io.millrace.kernel;

import static org.junit.jupiter.api.Assertions.fail;

import io.millrace.kernel.reference.ReferenceProvider;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What the equality tests of all implementations share: operands, and equality of bits with the
 * reference. A subclass names the tables of one implementation that this CPU can run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class KernelsContract {

  RandomOperands random = new RandomOperands();
  Kernels reference = new ReferenceProvider().open(1);
  Kernels subject = reference;
  Allocator memory = reference.allocator();

  /** The tables to test, at least one. */
  protected abstract List<String> tables();

  /** Opens a table. */
  protected abstract Kernels open(String table, int threads);

  /** Begins a test: operands start from the seed. */
  void use(String table) {
    random = new RandomOperands();
    subject = open(table, 1 + random.below(3));
    memory = subject.allocator();
  }

  @AfterEach
  void close() {
    subject.close();
  }

  /** Now and then a NaN, an infinity, a group of zeros or of tiny values. */
  void poison(Tensor x) {
    if (random.chance(3)) {
      float[] poisons = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, 1e-44f
      };
      x.setFloat(random.below(x.elements()), poisons[random.below(poisons.length)]);
    }
    if (random.chance(3)) {
      int from = random.below(x.elements());
      for (int i = from; i < Math.min(from + 300, x.elements()); i++) {
        x.setFloat(i, random.chance(2) ? 0f : x.getFloat(i) * 1e-37f);
      }
    }
  }

  void both(String what, BiConsumer<Kernels, Tensor> op, long... extents) {
    Tensor expected = Tensor.allocate(memory, DataType.F32, Shape.of(extents));
    Tensor actual = Tensor.allocate(memory, DataType.F32, Shape.of(extents));
    op.accept(reference, expected);
    op.accept(subject, actual);
    assertSame(what, expected, actual);
  }

  void inPlace(String what, Tensor start, BiConsumer<Kernels, Tensor> op, long... extents) {
    BiConsumer<Kernels, Tensor> copied =
        (kernels, out) -> {
          out.floats().put(start.toFloats());
          op.accept(kernels, out);
        };
    both(what, copied, extents);
  }

  void assertSame(String what, Tensor expected, Tensor actual) {
    int wrong = 0;
    String first = "";
    for (int i = 0; i < expected.elements(); i++) {
      float a = expected.getFloat(i);
      float b = actual.getFloat(i);
      boolean same =
          Float.floatToRawIntBits(a) == Float.floatToRawIntBits(b)
              || (Float.isNaN(a) && Float.isNaN(b));
      if (!same && wrong++ == 0) {
        first =
            "element %d is %s (%08x), expected %s (%08x)"
                .formatted(i, b, Float.floatToRawIntBits(b), a, Float.floatToRawIntBits(a));
      }
    }
    if (wrong > 0) {
      fail(
          "%s: %s, %d of %d wrong; %s"
              .formatted(what, first, wrong, expected.elements(), random.replay()));
    }
  }

  void assertInts(String what, Tensor expected, Tensor actual) {
    for (int i = 0; i < expected.elements(); i++) {
      if (expected.getInt(i) != actual.getInt(i)) {
        fail(
            "%s: element %d is %x, expected %x; %s"
                .formatted(what, i, actual.getInt(i), expected.getInt(i), random.replay()));
      }
    }
  }
}
