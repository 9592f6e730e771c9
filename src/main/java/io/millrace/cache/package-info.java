/**
 * Keys and values of past tokens: fixed blocks, who holds them, and the memory behind them.
 *
 * <p>Bookkeeping in block numbers only; what the bytes of a block mean is the kernels' business.
 * This package imports {@code tensor} only.
 */
package io.millrace.cache;
