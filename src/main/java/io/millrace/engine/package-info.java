/**
 * Many requests, one loop: which tokens of which sequence run next, and what becomes of them.
 *
 * <p>A step has four parts, each an object, that pass values: {@link io.millrace.engine.Scheduler}
 * plans, {@link io.millrace.engine.StepRunner} runs the network, {@link
 * io.millrace.engine.StepDecoder} turns hidden rows into tokens, {@link
 * io.millrace.engine.Publisher} tells the listeners. {@link io.millrace.engine.Engine} is the loop
 * around them. Token ids only, no text. This package imports {@code model}, {@code cache}, {@code
 * decoding}, {@code kernel} and {@code tensor} only.
 */
package io.millrace.engine;
