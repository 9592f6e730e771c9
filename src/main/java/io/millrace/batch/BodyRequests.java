package io.millrace.batch;

import io.millrace.Request;
import java.util.List;

/**
 * What a body asks for.
 *
 * @param requests one a choice of the answer
 * @param returnTokenIds whether the answer shows token ids
 */
record BodyRequests(List<Request> requests, boolean returnTokenIds) {}
