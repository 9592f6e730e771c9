package io.millrace.batch;

import io.millrace.BeamOptions;
import io.millrace.Request;
import java.time.Duration;
import java.util.List;

/**
 * What a body asks for.
 *
 * @param requests one a prompt
 * @param returnTokenIds whether the answer shows token ids
 */
record BodyRequests(List<Request> requests, boolean returnTokenIds) {

  BodyRequests withTimeout(Duration timeout) {
    List<Request> limited =
        requests.stream().map(r -> r.withOptions(r.options().withTimeout(timeout))).toList();
    return new BodyRequests(limited, returnTokenIds);
  }

  /** Whether the answer is the same under every id: nothing random is drawn, or by a seed. */
  boolean isIndependentOfId() {
    return requests.stream()
        .map(Request::options)
        .allMatch(
            options ->
                options.temperature() == 0
                    || options.seed().isPresent()
                    || options.beams().filter(BeamOptions::isSearch).isPresent());
  }
}
