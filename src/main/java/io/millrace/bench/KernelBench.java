package io.millrace.bench;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Peaks;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Measures every op in every implementation on the class path, side by side on the same operands.
 *
 * <p>Implementations take turns, so that what else the machine does hits all of them; a figure is
 * the median of the turns. One that is too slow for n rows is timed on fewer, the first ones; the
 * reference is timed only where it can do all. Results are compared with the reference on the rows
 * it did, and with the first implementation on all that both did.
 */
public final class KernelBench implements AutoCloseable {

  private final KernelSelection selection;
  private final Pace pace;
  private final List<KernelCase> cases;
  private final List<Implementation> implementations;
  private final Optional<Peaks> peaks;

  /**
   * Opens the implementations and measures the machine's peaks.
   *
   * @param threads of each implementation, at least 1
   * @throws IllegalArgumentException if the selection names nothing
   */
  public KernelBench(KernelSelection selection, Pace pace, int threads) {
    this.selection = selection;
    this.pace = pace;
    this.cases = selection.cases();
    this.implementations = Implementation.open(selection, threads);
    this.peaks = KernelChoice.peaks(threads);
  }

  /** What the machine can do at most, or empty if there are no native kernels to measure it. */
  public Optional<Peaks> peaks() {
    return peaks;
  }

  /**
   * Measures what the selection names.
   *
   * @param listener takes each figure as soon as it is there
   */
  public void run(Consumer<KernelFigure> listener) {
    for (KernelCase one : cases) {
      measure(one, listener);
    }
  }

  private void measure(KernelCase subject, Consumer<KernelFigure> listener) {
    List<Contender> contenders = new ArrayList<>();
    try {
      for (Implementation implementation : implementations) {
        if (implementation.hasOwn(subject.name())) {
          contenders.add(new Contender(implementation, subject, pace));
        }
      }
      List<Contender> timed = contenders.stream().filter(this::isTimed).toList();
      for (int round = 0; round < pace.rounds(); round++) {
        timed.forEach(Contender::sample);
      }
      for (Contender contender : timed) {
        listener.accept(figure(subject, contender, contenders));
      }
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  private boolean isTimed(Contender contender) {
    return selection.hasKernels(contender.name())
        && (!contender.name().equals(Implementation.REFERENCE) || contender.isComplete());
  }

  private KernelFigure figure(KernelCase subject, Contender contender, List<Contender> all) {
    Work work = subject.work(contender.rows());
    double seconds = contender.seconds();
    return new KernelFigure(
        subject.name(),
        contender.name(),
        contender.rows(),
        work.operations() / seconds * 1e-9,
        work.bytes() / seconds * 1e-9,
        peaks.map(p -> new KernelFigure.Share(work.bound(p), 100 * work.leastSeconds(p) / seconds)),
        ratioToJava(contender, all),
        sameBits(contender, all));
  }

  private static OptionalDouble ratioToJava(Contender contender, List<Contender> all) {
    return all.stream()
        .filter(other -> other.name().equals(Implementation.JAVA) && other.isTimed())
        .mapToDouble(java -> contender.rate() / java.rate())
        .findFirst();
  }

  /** Compared with the first and with the last, which is the reference; OpenBLAS with none. */
  private static Optional<Boolean> sameBits(Contender contender, List<Contender> all) {
    if (contender.name().equals(Implementation.OPENBLAS)) {
      return Optional.empty();
    }
    List<Contender> measures =
        List.of(all.get(0), all.get(all.size() - 1)).stream()
            .filter(other -> other != contender && !other.name().equals(Implementation.OPENBLAS))
            .toList();
    return measures.isEmpty()
        ? Optional.empty()
        : Optional.of(measures.stream().allMatch(other -> agree(contender, other)));
  }

  private static boolean agree(Contender a, Contender b) {
    int rows = Math.min(a.rows(), b.rows());
    Tensor result = a.compute(rows);
    return Bits.same(result, b.compute(rows));
  }

  @Override
  public void close() {
    implementations.forEach(implementation -> implementation.kernels().close());
  }
}
