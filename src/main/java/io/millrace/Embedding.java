package io.millrace;

/**
 * What a text means to a model, as a vector.
 *
 * @param vector its elements; the caller's
 * @param tokens the tokens that were read, those put around the text included
 */
public record Embedding(float[] vector, int tokens) {}
