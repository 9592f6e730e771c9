/**
 * Memory and shape: what a block of numbers is, where it lies and how it is typed. Knows nothing of
 * models, files or arithmetic.
 */
package io.millrace.tensor;
