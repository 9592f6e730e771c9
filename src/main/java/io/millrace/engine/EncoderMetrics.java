package io.millrace.engine;

/**
 * What an encoder engine has done since it was made, at one moment.
 *
 * @param steps forward passes
 * @param rows rows computed in them
 * @param finished texts that were encoded
 * @param tokens tokens of these
 * @param failed texts that failed or were cancelled
 */
public record EncoderMetrics(long steps, long rows, long finished, long tokens, long failed) {}
