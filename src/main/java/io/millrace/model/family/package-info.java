/**
 * The families of models that can be run: one file each, as short as the difference it makes.
 *
 * <p>Imports {@code model}, {@code kernel} and {@code tensor} only.
 */
package io.millrace.model.family;
