package io.millrace;

/**
 * A part of a text with a label.
 *
 * @param label the label without {@code B-} or {@code I-}
 * @param score mean score of its tokens
 * @param text the part
 * @param start where it begins in the text, as an index into the string
 * @param end where it ends
 */
public record LabeledSpan(String label, float score, String text, int start, int end) {}
