package io.millrace.model;

/**
 * The extents of an encoder.
 *
 * @param vocabulary ids it knows, v
 * @param width elements of a hidden state, d
 * @param mostTokens tokens of the longest text it can read
 * @param tokenTypes numbers that tell the parts of a text apart, at least 1
 * @param layers how many
 * @param layer what the cache that they use in turn must know of them
 */
public record EncoderShape(
    int vocabulary, int width, int mostTokens, int tokenTypes, int layers, LayerShape layer) {}
