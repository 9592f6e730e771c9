package io.millrace.decoding;

/**
 * A token that a sequence may go on with.
 *
 * @param token its id
 * @param score its log-probability after bias, penalties and constraints; negative infinity if it
 *     is impossible
 * @param logprob natural logarithm of its probability by the raw logits
 */
public record RankedToken(int token, float score, float logprob) {}
