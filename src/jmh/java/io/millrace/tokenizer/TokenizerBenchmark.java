package io.millrace.tokenizer;

import io.millrace.format.GgufFile;
import io.millrace.format.GgufReader;
import io.millrace.load.TokenizerLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Text to ids and back, and the load of a vocabulary.
 *
 * <p>{@code bytes} counts the UTF-8 bytes of text per second. A file given as {@code text} is used
 * as it is; without one the text is words of the vocabulary, the one of rank r with weight 1/r, as
 * in natural text, so that the cache meets frequent and rare words.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenizerBenchmark {

  private static final int WORDS = 400_000;

  @Param("")
  public String model;

  @Param("")
  public String text;

  private Path file;
  private Tokenizer tokenizer;
  private String input;
  private int inputBytes;
  private int[] tokens;

  /** Bytes of text for each second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Counters {
    public long bytes;
  }

  /** Opens the model, makes the text, and proves that it survives. */
  @Setup
  public void prepare() throws IOException {
    file =
        model.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache/millrace/gemma3-270m-Q4_K_M.gguf")
            : Path.of(model);
    tokenizer = load();
    input = text.isEmpty() ? words(tokenizer.vocabulary()) : Files.readString(Path.of(text));
    tokens = tokenizer.encode(input, SpecialTokens.AS_TEXT);
    inputBytes = Utf8.encode(input).length;
    if (!tokenizer.decode(tokens).equals(input)) {
      throw new IllegalStateException("the text does not survive a round trip");
    }
  }

  private static String words(Vocabulary vocabulary) {
    List<String> words = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String piece = vocabulary.piece(id);
      if (piece.matches("[▁Ġ][A-Za-z]+")) {
        words.add(" " + piece.substring(1));
      }
    }
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS; i++) {
      int rank = (int) Math.pow(words.size(), random.nextDouble()) - 1;
      text.append(words.get(rank)).append(i % 11 == 10 ? "." : "");
    }
    return text.toString();
  }

  @Benchmark
  public int[] encode(Counters counters) {
    counters.bytes += inputBytes;
    return tokenizer.encode(input, SpecialTokens.AS_TEXT);
  }

  @Benchmark
  public String decode(Counters counters) {
    counters.bytes += inputBytes;
    return tokenizer.decode(tokens);
  }

  @Benchmark
  public Tokenizer load() throws IOException {
    try (GgufFile gguf = GgufReader.open(file)) {
      return TokenizerLoader.load(gguf);
    }
  }
}
