package io.millrace;

/**
 * A token of a text with its label.
 *
 * @param id the token
 * @param token its spelling in the vocabulary, such as {@code ##ing}
 * @param start where it begins in the text, as an index into the string
 * @param end where it ends
 * @param best the label that fits best, and how well
 */
public record LabeledToken(int id, String token, int start, int end, LabelScore best) {}
