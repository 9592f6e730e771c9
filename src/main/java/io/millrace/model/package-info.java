/**
 * Networks as code: the blocks that language models are made of, over a few operations.
 *
 * <p>A {@link io.millrace.model.Network} is data (weights and extents) and the order in which
 * {@link io.millrace.model.Ops} are applied; who calls decides whether they run at once ({@link
 * io.millrace.model.EagerOps}) or are recorded for training. Knows no file: weights come through
 * {@link io.millrace.model.Weights}, hyperparameters through {@link io.millrace.model.Metadata}.
 * Imports {@code kernel}, {@code tensor} and {@code cache} only.
 */
package io.millrace.model;
