package io.millrace.model;

/**
 * What attention works on.
 *
 * @param queries {@code [n, h, e]}
 * @param keys {@code [n, g, e]}
 * @param values {@code [n, g, e]}
 */
public record Heads(Value queries, Value keys, Value values) {}
