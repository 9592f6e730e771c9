package io.millrace.decoding;

/**
 * A token that was likely at some place, with its log-probability.
 *
 * @param token its id
 * @param logprob natural logarithm of its probability by the raw logits, before bias, penalties and
 *     temperature
 */
public record Candidate(int token, float logprob) {}
