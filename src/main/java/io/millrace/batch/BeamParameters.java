package io.millrace.batch;

import io.millrace.BeamOptions;
import io.millrace.BeamOptions.EarlyStopping;
import io.millrace.Constraints;
import io.millrace.DecodingOptions;
import io.millrace.RequestException;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonBoolean;
import io.millrace.json.JsonField;
import io.millrace.json.JsonString;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The parameters of beam search and of constraints.
 *
 * <p>As in vLLM, {@code use_beam_search} turns the search on, and {@code n} is its width unless
 * {@code best_of} is given; {@code num_beams} says the width under {@code transformers}' name and
 * turns it on as well. One beam is none: {@code num_beams} 1 and {@code use_beam_search} false also
 * turn off the search that the files of a model ask for.
 */
final class BeamParameters {

  static final Set<String> NAMES =
      Set.of(
          "use_beam_search",
          "num_beams",
          "length_penalty",
          "early_stopping",
          "no_repeat_ngram_size",
          "bad_words",
          "bad_words_ids",
          "suppress_tokens",
          "forced_bos_token_id",
          "forced_eos_token_id");

  private static final int MOST_BAD_WORDS = 10_000;

  private BeamParameters() {}

  /** Adds what a body says to the other options. */
  static DecodingOptions read(JsonField body, DecodingOptions options) {
    options = options.withConstraints(constraints(body));
    if (isAsked(body)) {
      BeamOptions beams = beams(body, options.n());
      return (beams.isSearch() ? options : options.withTemperature(0)).withBeams(beams);
    }
    refuseAlone(body, "length_penalty");
    refuseAlone(body, "early_stopping");
    boolean denied = body.find("num_beams").isPresent() || body.find("use_beam_search").isPresent();
    return denied ? options.withBeams(BeamOptions.of(1)) : options;
  }

  /** Whether a body asks for beam search. */
  static boolean isAsked(JsonField body) {
    boolean many = body.find("num_beams").isPresent() && width(body, "num_beams", 1) > 1;
    return Parameters.flag(body, "use_beam_search") || many;
  }

  private static BeamOptions beams(JsonField body, int n) {
    int count = width(body, "num_beams", width(body, "best_of", n));
    BeamOptions beams = BeamOptions.of(count);
    if (body.find("length_penalty").isPresent()) {
      beams = beams.withLengthPenalty(body.require("length_penalty").asDouble(-10, 10));
    }
    if (body.find("early_stopping").isPresent()) {
      beams = beams.withEarlyStopping(earlyStopping(body.require("early_stopping")));
    }
    return beams;
  }

  private static int width(JsonField body, String name, int otherwise) {
    return body.find(name).map(f -> f.asInt(1, DecodingOptions.MAX_CHOICES)).orElse(otherwise);
  }

  private static EarlyStopping earlyStopping(JsonField field) {
    if (field.value() instanceof JsonBoolean stops) {
      return stops.value() ? EarlyStopping.FULL : EarlyStopping.LIKELY;
    }
    if (field.value() instanceof JsonString word && word.value().equals("never")) {
      return EarlyStopping.NEVER;
    }
    throw field.wrong("true, false or \"never\"");
  }

  /** Refuses what only beam search uses, but for the values that change nothing. */
  private static void refuseAlone(JsonField body, String name) {
    if (body.find(name).isEmpty()) {
      return;
    }
    JsonField field = body.require(name);
    boolean idle =
        name.equals("length_penalty")
            ? field.asDouble(-1000, 1000) == 1
            : earlyStopping(field) == EarlyStopping.LIKELY;
    if (!idle) {
      throw RequestException.invalid(
          name,
          name
              + ": is "
              + field.value().toJson()
              + ", which only beam search uses; leave it out, or set use_beam_search");
    }
  }

  private static Constraints constraints(JsonField body) {
    Constraints constraints = Constraints.none();
    if (body.find("no_repeat_ngram_size").isPresent()) {
      int size = body.require("no_repeat_ngram_size").asInt(0, Integer.MAX_VALUE);
      constraints = constraints.withNoRepeatNgramSize(size);
    }
    if (body.find("bad_words").isPresent()) {
      constraints = constraints.withBadWords(words(body.require("bad_words")));
    }
    if (body.find("bad_words_ids").isPresent()) {
      List<List<Integer>> ids =
          elements(body.require("bad_words_ids")).stream().map(BeamParameters::ids).toList();
      constraints = constraints.withBadWordIds(ids);
    }
    return tokens(body, constraints);
  }

  private static Constraints tokens(JsonField body, Constraints constraints) {
    if (body.find("suppress_tokens").isPresent()) {
      Set<Integer> ids = new HashSet<>(ids(body.require("suppress_tokens")));
      constraints = constraints.withSuppressTokens(ids);
    }
    if (body.find("forced_bos_token_id").isPresent()) {
      constraints = constraints.withForcedFirst(id(body.require("forced_bos_token_id")));
    }
    if (body.find("forced_eos_token_id").isPresent()) {
      JsonField last = body.require("forced_eos_token_id");
      List<Integer> ids = last.value() instanceof JsonArray ? ids(last) : List.of(id(last));
      constraints = constraints.withForcedLast(new HashSet<>(ids));
    }
    return constraints;
  }

  private static int id(JsonField field) {
    return field.asInt(0, Integer.MAX_VALUE);
  }

  private static String[] words(JsonField field) {
    List<JsonField> words = elements(field);
    for (JsonField word : words) {
      if (word.asString().isBlank()) {
        throw word.wrong("text");
      }
    }
    return words.stream().map(JsonField::asString).toArray(String[]::new);
  }

  private static List<Integer> ids(JsonField field) {
    List<Integer> ids = elements(field).stream().map(BeamParameters::id).toList();
    if (ids.isEmpty()) {
      throw field.wrong("one token id or more");
    }
    return ids;
  }

  private static List<JsonField> elements(JsonField field) {
    List<JsonField> elements = field.elements();
    if (elements.size() > MOST_BAD_WORDS) {
      throw field.wrong("at most " + MOST_BAD_WORDS + " elements");
    }
    return elements;
  }
}
