package io.millrace.batch;

import io.millrace.json.JsonObject;

/**
 * What all responses of a job have in common, and the id of one.
 *
 * @param hash of the custom id
 * @param created seconds since 1970, the same in the whole job
 * @param model the model's name
 * @param fingerprint the model's hash
 */
record ResponseHead(String hash, long created, String model, String fingerprint) {

  JsonObject.Builder start(String idPrefix, String object) {
    return JsonObject.builder()
        .put("id", idPrefix + hash)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }
}
