package io.millrace.model;

import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.CacheLayer;

/**
 * The cache of a layer, and where a step's sequences are in it; layers with the same window share
 * the layout.
 *
 * @param blocks keys and values
 * @param layout the step's rows, with block tables for this cache
 */
public record LayerCache(CacheLayer blocks, BatchLayout layout) {}
