package io.millrace.batch;

import io.millrace.Embedding;
import io.millrace.EncodingOptions;
import io.millrace.EncodingOptions.Normalization;
import io.millrace.Failures;
import io.millrace.ModelInfo;
import io.millrace.Overflow;
import io.millrace.Result;
import io.millrace.TextEncoder;
import io.millrace.Tokens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * An encoder of three elements: the letters a, the letters b and the prompt's length; a token a
 * character, twenty at most.
 *
 * <p>The text "bad" has no finite vector.
 */
final class FakeEncoder implements TextEncoder {

  private static final int MOST_TOKENS = 20;

  final AtomicInteger encoded = new AtomicInteger();

  static ModelInfo info(String name) {
    return new ModelInfo(Path.of("models", name), "bert", 20, 256, false, "fp_45", "none", 1, 4);
  }

  @Override
  public ModelInfo info() {
    return info("encoder");
  }

  @Override
  public int dimensions() {
    return 3;
  }

  @Override
  public Map<String, String> prompts() {
    return Map.of("query", "ask: ");
  }

  @Override
  public CompletableFuture<Embedding> submit(String text, EncodingOptions options) {
    String prompt = options.prompt().or(() -> options.promptName().map(prompts()::get)).orElse("");
    return CompletableFuture.supplyAsync(() -> embed(text, prompt, options));
  }

  private Embedding embed(String text, String prompt, EncodingOptions options) {
    int most = options.maxTokens().orElse(MOST_TOKENS);
    if (text.length() > most && options.overflow() == Overflow.REFUSE) {
      throw Failures.tooLong("text: has " + text.length() + " tokens, expected at most " + most);
    }
    String read = text.substring(0, Math.min(most, text.length()));
    encoded.incrementAndGet();
    float[] vector = {count(read, 'a'), count(read, 'b'), prompt.length() + 0.5f};
    if (text.equals("bad")) {
      vector[0] = Float.NaN;
    }
    int size = options.dimensions().orElse(vector.length);
    float scale = options.normalization() == Normalization.ON ? 0.25f : 1;
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return new Embedding(Arrays.copyOf(vector, size), read.length());
  }

  private static int count(String text, char letter) {
    return (int) text.chars().filter(c -> c == letter).count();
  }

  @Override
  public CompletableFuture<Embedding> submitTokens(int[] tokens, EncodingOptions options) {
    float[] vector = new float[dimensions()];
    for (int i = 0; i < vector.length && i < tokens.length; i++) {
      vector[i] = tokens[i];
    }
    return CompletableFuture.completedFuture(new Embedding(vector, tokens.length));
  }

  @Override
  public float[] encode(String text, EncodingOptions options) {
    return submit(text, options).join().vector();
  }

  @Override
  public List<Result<float[]>> encodeAll(List<String> texts, EncodingOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Stream<Result<float[]>> encodeEach(Stream<String> texts, EncodingOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Tokens tokenize(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
