package io.millrace.model;

/**
 * The linear layers of attention.
 *
 * @param query {@code [h e, d]}
 * @param key {@code [g e, d]}
 * @param value {@code [g e, d]}
 * @param output {@code [d, h e]}
 */
public record Projections(Linear query, Linear key, Linear value, Linear output) {}
