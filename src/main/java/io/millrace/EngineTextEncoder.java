package io.millrace;

import io.millrace.OpenedEncoder.Work;
import io.millrace.engine.Deadline;
import io.millrace.engine.EncoderRequest;
import io.millrace.load.EncoderSettings;
import io.millrace.load.TextSettings;
import io.millrace.model.ReadoutLayer.UnitLength;
import io.millrace.tokenizer.TextInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A text encoder on an engine. */
final class EngineTextEncoder implements TextEncoder {

  private final OpenedEncoder opened;
  private final int dimensions;

  EngineTextEncoder(OpenedEncoder opened) {
    this.opened = opened;
    int width = opened.loaded().network().shape().width();
    dimensions =
        Math.min(opened.loaded().readout().width(width), opened.loaded().settings().elements());
  }

  @Override
  public ModelInfo info() {
    return opened.info();
  }

  @Override
  public Tokens tokenize(String text) {
    return opened.tokenize(text);
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public Map<String, String> prompts() {
    return new TreeMap<>(opened.texts().settings().prompts());
  }

  @Override
  public float[] encode(String text, EncodingOptions options) {
    return Waiting.on(submit(text, options)).vector();
  }

  @Override
  public List<Result<float[]>> encodeAll(List<String> texts, EncodingOptions options) {
    try (Stream<Result<float[]>> vectors = encodeEach(texts.stream(), options)) {
      return vectors.toList();
    }
  }

  @Override
  public Stream<Result<float[]>> encodeEach(Stream<String> texts, EncodingOptions options) {
    return opened.each(
        texts, text -> started(() -> read(text, options), options, Embedding::vector));
  }

  @Override
  public CompletableFuture<Embedding> submit(String text, EncodingOptions options) {
    return started(() -> read(text, options), options, embedding -> embedding);
  }

  @Override
  public CompletableFuture<Embedding> submitTokens(int[] tokens, EncodingOptions options) {
    return started(
        () -> opened.texts().request(tokens, limit(options)), options, embedding -> embedding);
  }

  private <T> CompletableFuture<T> started(
      Supplier<EncoderRequest> read, EncodingOptions options, Function<Embedding, T> result) {
    Deadline deadline = Deadline.in(options.timeout());
    return opened.start(
        () -> {
          check(options);
          EncoderRequest request = read.get();
          int tokens = request.ids().length;
          return new Work<>(
              request,
              vectors -> result.apply(new Embedding(finished(vectors[0], options), tokens)));
        },
        deadline);
  }

  private void check(EncodingOptions options) {
    if (options.dimensions().orElse(1) > dimensions) {
      throw RequestException.invalid(
          "dimensions",
          "dimensions: is %d, expected 1 to %d"
              .formatted(options.dimensions().getAsInt(), dimensions));
    }
  }

  private EncoderRequest read(String text, EncodingOptions options) {
    Objects.requireNonNull(text, "text: is null, expected a text");
    EncoderTexts texts = opened.texts();
    String prompt = prompt(options);
    boolean leftOut = texts.settings().promptUse() == TextSettings.PromptUse.LEFT_OUT;
    int without = leftOut && !prompt.isEmpty() ? texts.promptTokens(prompt) : 0;
    return texts.request(texts.read(TextInput.of(prompt + text), limit(options)), without);
  }

  private static EncoderTexts.Limit limit(EncodingOptions options) {
    return new EncoderTexts.Limit(options.maxTokens(), options.overflow());
  }

  private String prompt(EncodingOptions options) {
    TextSettings settings = opened.texts().settings();
    if (options.prompt().isPresent()) {
      return options.prompt().get();
    }
    if (options.promptName().isEmpty()) {
      return settings.defaultPrompt().map(settings.prompts()::get).orElse("");
    }
    String name = options.promptName().get();
    if (!settings.prompts().containsKey(name)) {
      throw RequestException.invalid(
          "prompt_name",
          "prompt_name: is \"%s\", expected one of %s".formatted(name, prompts().keySet()));
    }
    return settings.prompts().get(name);
  }

  private float[] finished(float[] vector, EncodingOptions options) {
    int kept = options.dimensions().orElse(dimensions);
    float[] result = kept == vector.length ? vector : Arrays.copyOf(vector, kept);
    boolean unit =
        switch (options.normalization()) {
          case ON -> true;
          case OFF -> false;
          case AS_MODEL -> opened.loaded().settings().lengths() == EncoderSettings.Lengths.ONE;
        };
    if (unit) {
      UnitLength.scale(result);
    }
    return result;
  }

  @Override
  public void close() {
    opened.close();
  }
}
