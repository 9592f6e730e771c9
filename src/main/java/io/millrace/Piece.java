package io.millrace;

/**
 * More text of an answer that is being generated.
 *
 * @param requestId the request's id
 * @param choice which of the request's continuations it belongs to, from 0
 * @param text whole characters, at least one; never part of a stop string
 */
public record Piece(String requestId, int choice, String text) {}
