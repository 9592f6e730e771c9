import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Times LangChain4j's in-process int8 model of all-MiniLM-L6-v2: {@code java -cp …
 * TimeLangChain4j.java TEXTS VECTORS}.
 *
 * <p>Encodes the lines of TEXTS with the pool of threads that was fastest on the first eighth of
 * them, after a warm-up, and writes the vectors to VECTORS as little-endian F32. Prints one line of
 * JSON: the median of three times.
 */
final class TimeLangChain4j {

  private static final int[] POOLS = {1, 2, 4};

  private TimeLangChain4j() {}

  private record Run(double seconds, List<Embedding> vectors) {}

  public static void main(String[] arguments) throws IOException {
    List<TextSegment> texts =
        Files.readAllLines(Path.of(arguments[0])).stream().map(TextSegment::from).toList();
    List<TextSegment> sample = texts.subList(0, Math.max(1, texts.size() / 8));
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int pool : POOLS) {
      double seconds = run(pool, sample, sample, 1).seconds();
      if (seconds < least) {
        least = seconds;
        best = pool;
      }
    }
    Run run = run(best, sample, texts, 3);
    write(run.vectors(), Path.of(arguments[1]));
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"textsPerSecond\": %.3f, \"pool\": %d}",
            texts.size() / run.seconds(),
            best));
  }

  private static Run run(
      int pool, List<TextSegment> warmUp, List<TextSegment> texts, int repetitions) {
    ExecutorService threads = Executors.newFixedThreadPool(pool);
    try {
      EmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel(threads);
      model.embedAll(warmUp);
      double[] times = new double[repetitions];
      List<Embedding> vectors = List.of();
      for (int i = 0; i < repetitions; i++) {
        long start = System.nanoTime();
        vectors = model.embedAll(texts).content();
        times[i] = (System.nanoTime() - start) / 1e9;
      }
      Arrays.sort(times);
      return new Run(times[repetitions / 2], vectors);
    } finally {
      threads.shutdown();
    }
  }

  private static void write(List<Embedding> vectors, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (Embedding vector : vectors) {
        ByteBuffer bytes =
            ByteBuffer.allocate(vector.dimension() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector.vector());
        out.write(bytes.array());
      }
    }
  }
}
