package io.millrace.format;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;

/**
 * A tensor as the header of one file describes it, before its place is checked.
 *
 * @param offset its first byte, from the start of the data; any 64 bits
 * @param bytes its length
 * @param recordAt the byte of the file at which this record starts
 */
record TensorRecord(
    String name, DataType type, Shape shape, long offset, long bytes, long recordAt) {}
