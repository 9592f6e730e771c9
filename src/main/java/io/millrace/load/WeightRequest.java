package io.millrace.load;

import io.millrace.model.Rows;

/**
 * A weight that a network asks for; equal requests get one and the same.
 *
 * @param name of the tensor
 * @param rows which of its rows
 * @param k elements of a row
 */
record WeightRequest(String name, Rows rows, int k) {}
