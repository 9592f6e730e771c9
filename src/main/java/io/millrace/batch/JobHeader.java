package io.millrace.batch;

import io.millrace.ModelInfo;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What decides the bytes that a job writes; only a job with the same header can go on with it.
 *
 * @param created seconds since 1970 that stand in all answers
 * @param model its name
 * @param fingerprint its hash
 * @param inputBytes size of the input
 * @param inputHash sha256 of the input, in hexadecimal digits
 * @param settings all else, by name
 */
record JobHeader(
    long created,
    String model,
    String fingerprint,
    long inputBytes,
    String inputHash,
    Map<String, String> settings) {

  /** More than a header takes, so that a damaged one is not read. */
  static final int MAX_BYTES = 64 << 20;

  JobHeader {
    settings = Map.copyOf(settings);
  }

  /** The header of a job that starts now. */
  static JobHeader of(BatchJob job) throws IOException {
    JobOptions options = job.options();
    ModelInfo model = job.model().info();
    InputHash input = InputHash.of(job.input().file());
    return new JobHeader(
        options.created().orElseGet(() -> System.currentTimeMillis() / 1000),
        model.name(),
        model.fingerprint(),
        input.bytes(),
        input.sha256(),
        settings(job));
  }

  private static Map<String, String> settings(BatchJob job) throws JobRefusedException {
    JobOptions options = job.options();
    Map<String, String> settings = new TreeMap<>(options.settings());
    settings.put("format", job.input().format().name());
    settings.put("params", JsonValue.parse(job.input().body()).toJson());
    settings.put("shard", options.shard().toString());
    settings.put("limit", options.limit().isPresent() ? "" + options.limit().getAsLong() : "none");
    settings.put("dedupe", Boolean.toString(options.dedupe()));
    if (job.input().format() != InputFormat.OPENAI) {
      settings.put("template", job.input().template());
      settings.put("endpoint", Endpoints.of(job.model()).forTexts(job.input().use()).url());
    }
    return settings;
  }

  JobHeader withCreated(long seconds) {
    return new JobHeader(seconds, model, fingerprint, inputBytes, inputHash, settings);
  }

  JsonObject toJson() {
    JsonObject.Builder named = JsonObject.builder();
    new TreeMap<>(settings).forEach(named::put);
    return JsonObject.builder()
        .put("created", created)
        .put("model", model)
        .put("system_fingerprint", fingerprint)
        .put("input_bytes", inputBytes)
        .put("input_sha256", inputHash)
        .put("settings", named.build())
        .build();
  }

  /**
   * @throws JsonException if it is none
   */
  static JobHeader parse(byte[] utf8) {
    JsonField json = JsonValue.parse(utf8).at("journal");
    Map<String, String> settings = new TreeMap<>();
    JsonField named = json.require("settings");
    for (String name : named.object().members().keySet()) {
      settings.put(name, named.require(name).asString());
    }
    return new JobHeader(
        json.require("created").asLong(Long.MIN_VALUE, Long.MAX_VALUE),
        json.require("model").asString(),
        json.require("system_fingerprint").asString(),
        json.require("input_bytes").asLong(0, Long.MAX_VALUE),
        json.require("input_sha256").asString(),
        settings);
  }

  /** How another job differs from this one, in words; empty if it does not. */
  String differences(JobHeader other) {
    StringJoiner all = new StringJoiner("; ");
    if (!fingerprint.equals(other.fingerprint)) {
      all.add(
          "model was %s (%s) and is %s (%s)"
              .formatted(model, fingerprint, other.model, other.fingerprint));
    } else if (!model.equals(other.model)) {
      all.add("model was called " + model + " and is " + other.model);
    }
    if (inputBytes != other.inputBytes || !inputHash.equals(other.inputHash)) {
      all.add(
          "input had %d bytes of sha256 %.12s… and has %d of %.12s…"
              .formatted(inputBytes, inputHash, other.inputBytes, other.inputHash));
    }
    if (created != other.created) {
      all.add("created was " + created + " and is " + other.created);
    }
    TreeSet<String> names = new TreeSet<>(settings.keySet());
    names.addAll(other.settings.keySet());
    for (String name : names) {
      String before = settings.getOrDefault(name, "unset");
      String now = other.settings.getOrDefault(name, "unset");
      if (!before.equals(now)) {
        all.add(name + " was " + before + " and is " + now);
      }
    }
    return all.toString();
  }
}
