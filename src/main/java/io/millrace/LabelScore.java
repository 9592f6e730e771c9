package io.millrace;

/**
 * How well a label fits.
 *
 * @param index the label's number in the model
 * @param label its name
 * @param score a probability, unless the model or the options say otherwise
 */
public record LabelScore(int index, String label, float score) {}
