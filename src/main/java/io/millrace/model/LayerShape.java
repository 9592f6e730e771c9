package io.millrace.model;

/**
 * What the cache must know of a layer.
 *
 * @param g key/value heads
 * @param e elements of a head
 * @param window positions a query sees, itself included, or {@link
 *     io.millrace.kernel.AttentionSpec#NO_WINDOW}
 */
public record LayerShape(int g, int e, int window) {}
