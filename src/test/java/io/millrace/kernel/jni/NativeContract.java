package io.millrace.kernel.jni;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.reference.ReferenceProvider;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;

/**
 * What the tests of native kernels share: the tables of this CPU, operands, and equality of bits.
 */
abstract class NativeContract {

  final RandomOperands random = new RandomOperands();
  final Allocator memory = NativeMemory.allocator();
  final Kernels reference = new ReferenceProvider().open(1);
  Kernels subject;

  static List<String> tables() {
    List<String> tables = new ArrayList<>();
    for (String isa : List.of("generic", "avx2", "avx512", "neon")) {
      if (new NativeProvider(isa).obstacle().isEmpty()) {
        tables.add(isa);
      } else {
        System.out.println(
            "SKIPPED table " + isa + ": " + new NativeProvider(isa).obstacle().get());
      }
    }
    assertTrue(tables.contains("generic"), "the native library must load in this test");
    return tables;
  }

  void open(String isa) {
    subject = new NativeProvider(isa).open(1 + random.below(3));
  }

  @AfterEach
  void close() {
    subject.close();
    reference.close();
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
