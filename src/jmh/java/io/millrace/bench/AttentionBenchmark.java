package io.millrace.bench;

import io.millrace.bench.AttentionCase.Phase;
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
 * Attention of 32 heads of 64 over 4 key/value heads: a whole prompt, or one sequence that decodes
 * at that position.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {

  @Param({"avx512", "avx2", "generic", "java"})
  public String kernels;

  @Param({"F16", "BF16", "Q8_0", "F32"})
  public DataType cache;

  @Param({"PROMPT", "DECODE"})
  public String phase;

  @Param({"512", "2048"})
  public int positions;

  @Param("2")
  public int threads;

  private Kernels subject;
  private Trial trial;
  private int rows;

  /** Lays the operands out and proves the answer. */
  @Setup
  public void prepare() {
    Phase what = Phase.valueOf(phase);
    rows = what == Phase.PROMPT ? positions : 1;
    AttentionCase attention = new AttentionCase(cache, what, rows, positions);
    subject = KernelChoice.open(kernels, threads);
    trial = attention.prepare(subject);
    Proof.require(attention, trial);
  }

  @Benchmark
  public void attend() {
    trial.op().accept(rows);
  }

  /** Gives everything back. */
  @TearDown
  public void close() {
    trial.close();
    subject.close();
  }
}
