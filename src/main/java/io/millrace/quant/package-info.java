/**
 * The meaning of every block format: which numbers the bytes of a quantized tensor stand for.
 *
 * <p>A quantized row is a sequence of blocks; a block holds 1 to 256 elements in a fixed number of
 * bytes and never straddles rows. {@link io.millrace.quant.BlockCodec} is the normative definition
 * of one format, in plain scalar Java, one codec a file: as floats ({@code decode}) and as the
 * exact integers that the products of {@code numerics.md} section 2 are made of ({@code unpack}).
 * {@link io.millrace.quant.Quantizer} is the way back, for the formats with one block scale.
 *
 * <p>Integers in blocks are little-endian. This package may import {@code tensor} only.
 */
package io.millrace.quant;
