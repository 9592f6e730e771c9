package io.millrace;

/**
 * More text of an answer that is being generated.
 *
 * @param requestId the request's id
 * @param text whole characters, at least one; never part of a stop string
 */
public record Piece(String requestId, String text) {}
