package io.millrace.model;

/**
 * Some rows of a text.
 *
 * @param first the first one, counted from the beginning of the text
 * @param count how many
 */
public record RowRange(int first, int count) {}
