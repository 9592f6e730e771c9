package io.millrace;

import io.millrace.engine.TokenRequest;
import io.millrace.load.GenerationDefaults;
import io.millrace.load.LoadedModel;
import io.millrace.load.SourceText;
import io.millrace.load.SourceText.Languages;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** Turns a request to a model with a source into what the engine runs. */
final class SourceReader {

  /** Most tokens to generate where neither the request nor the model's files say. */
  private static final int MOST_TOKENS = 1024;

  private final RequestReader targets;
  private final IntFunction<TokenLimit> limits;
  private final SourceText text;
  private final int longest;
  private final GenerationDefaults defaults;

  /**
   * @param targets reads what the decoder is to do
   * @param limits of the decoder's tokens, for so many beams
   * @param loaded a model with a source
   */
  SourceReader(RequestReader targets, IntFunction<TokenLimit> limits, LoadedModel loaded) {
    this.targets = targets;
    this.limits = limits;
    text = loaded.source().orElseThrow();
    longest = loaded.network().shape().source().orElseThrow().contextLength();
    defaults = loaded.generation();
  }

  /** The tokenizer of sources. */
  SourceText text() {
    return text;
  }

  /** How a request is decoded that says nothing, but for the beams. */
  DecodingOptions usual() {
    return new SourceDefaults(defaults).usual();
  }

  /** The same, with the beams that the model's files ask for. */
  DecodingOptions usualBeams() {
    return new SourceDefaults(defaults).withBeams(usual());
  }

  /** The same request with the defaults of the model's files where it says nothing. */
  Request withDefaults(Request request) {
    DecodingOptions options =
        new SourceDefaults(defaults).apply(request.options(), forced(request.options()));
    int beams = options.beams().map(BeamOptions::beams).orElse(1);
    int most = options.maxTokens().orElse(maxTokens(limits.apply(beams)));
    int least = options.minTokens() > 0 ? options.minTokens() : Math.min(minTokens(), most);
    return request.withOptions(options.withMaxTokens(most).withMinTokens(least));
  }

  private int maxTokens(TokenLimit limit) {
    int possible = Math.max(1, limit.left(1));
    int most = Math.min(possible, MOST_TOKENS);
    if (defaults.maxNewTokens().isPresent()) {
      most = defaults.maxNewTokens().getAsInt();
    } else if (defaults.maxLength().isPresent()) {
      most = defaults.maxLength().getAsInt() - 1; // the decoder's start counts
    }
    return Math.max(1, Math.min(most, possible));
  }

  private int minTokens() {
    return Math.max(defaults.minNewTokens(), defaults.minLength() - 1);
  }

  /**
   * Reads a request with defaults.
   *
   * @throws RequestException if the source is a conversation or cannot be spelled, a language is
   *     unknown, or an option cannot be met
   */
  TokenRequest read(Request request) {
    if (request.options().echo()) {
      throw RequestException.invalid(
          "echo", "echo: the model does not continue its prompt, expected false");
    }
    int[] source = source(request);
    int start = start(request.options());
    Prompt target = new Prompt.Ids(new int[] {start});
    return targets.read(new Request(request.id(), target, request.options())).withSource(source);
  }

  /** The tokens of a text are framed by the tokenizer, so that an empty one has some too. */
  private int[] source(Request request) {
    boolean cut = request.options().sourceOverflow() == Overflow.CUT;
    if (request.prompt() instanceof Prompt.Text given) {
      Languages languages = languages(request.options());
      try {
        return cut
            ? text.encodeCut(given.text(), languages, longest)
            : text.encode(given.text(), languages);
      } catch (IllegalArgumentException e) {
        throw RequestException.invalid("prompt", e.getMessage());
      }
    }
    if (request.prompt() instanceof Prompt.Ids ids) {
      int length = cut ? Math.min(ids.ids().length, longest) : ids.ids().length;
      int[] kept = Arrays.copyOf(ids.ids(), length);
      return PromptReader.checked(kept, text.tokenizer().vocabulary().size());
    }
    throw RequestException.invalid(
        "messages",
        "messages: the model turns a source into a target and holds no conversations; send a"
            + " prompt");
  }

  private int start(DecodingOptions options) {
    int start = defaults.decoderStart().orElseThrow();
    boolean replaced = options.targetLanguage().isPresent() && text.isLanguage(start);
    return replaced ? target(options).orElse(start) : start;
  }

  /** The language that is asked for or usual, where the decoder does not start from it. */
  private OptionalInt forced(DecodingOptions options) {
    boolean usual = options.targetLanguage().isEmpty();
    boolean said = text.isLanguage(defaults.decoderStart().orElse(-1));
    return said || (usual && defaults.forcedBos().isPresent())
        ? OptionalInt.empty()
        : target(options).stream().mapToInt(Integer::intValue).findFirst();
  }

  private Optional<Integer> target(DecodingOptions options) {
    try {
      return text.target(languages(options));
    } catch (IllegalArgumentException e) {
      throw RequestException.invalid("target_language", e.getMessage());
    }
  }

  private static Languages languages(DecodingOptions options) {
    return new Languages(options.sourceLanguage(), options.targetLanguage());
  }
}
