package io.millrace;

/**
 * How well a document answers a query.
 *
 * @param value higher is better
 * @param tokens the tokens that were read, those put around the texts included
 */
public record Score(float value, int tokens) {}
