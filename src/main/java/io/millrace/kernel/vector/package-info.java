/**
 * The arithmetic by the Vector API of JDK 25: the bits of {@code kernel.reference} once more, by
 * vectors that are spelled out.
 *
 * <p>What runs on JDK 17 is the provider alone. The kernels stand in {@code src/main/vector}, are
 * compiled by a profile of JDK 25, and are named by string, so that one jar serves both.
 *
 * <p>Imports {@code kernel}, {@code tensor}, {@code quant}, and {@code kernel.jvm}, whose threads
 * it works on and which does the operations that vectors do not speed up.
 */
package io.millrace.kernel.vector;
