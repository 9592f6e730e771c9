package io.millrace;

/**
 * A document among others.
 *
 * @param index its place in the list that was ranked, from 0
 * @param document its text
 * @param score how well it answers the query, higher is better
 */
public record Ranked(int index, String document, float score) {}
