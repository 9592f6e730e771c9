package io.millrace.bench;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.tensor.DataType;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A product, m = k = 4096 as in a layer of 7 to 8 billion parameters; n = 1 is one sequence that
 * decodes, 32 a batch of them, 512 a prompt.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class LinearBenchmark {

  @Param({"avx512", "avx2", "generic", "java"})
  public String kernels;

  @Param({"F32", "F16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
  public DataType type;

  @Param({"1", "32", "512"})
  public int n;

  @Param("2")
  public int threads;

  private Kernels subject;
  private Trial trial;

  /** Lays the operands out and proves the answer. */
  @Setup
  public void prepare() {
    LinearCase product = new LinearCase(type, n, 4096, 4096);
    subject = KernelChoice.open(kernels, threads);
    trial = product.prepare(subject);
    Proof.require(product, trial);
  }

  @Benchmark
  public void linear() {
    trial.op().accept(n);
  }

  /** Gives everything back. */
  @TearDown
  public void close() {
    trial.close();
    subject.close();
  }
}
