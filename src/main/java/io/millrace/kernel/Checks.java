package io.millrace.kernel;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;

/**
 * Checks of one op's arguments.
 *
 * @param op what messages call it
 */
record Checks(String op) {

  /** An F32 tensor of these extents. */
  void floats(String argument, Tensor tensor, long... extents) {
    tensor(argument, tensor, DataType.F32, extents);
  }

  /** An I32 tensor of these extents. */
  void ints(String argument, Tensor tensor, long... extents) {
    tensor(argument, tensor, DataType.I32, extents);
  }

  /** An F32 tensor with this many axes. */
  void rank(String argument, Tensor tensor, int rank) {
    if (tensor.type() != DataType.F32 || tensor.shape().rank() != rank) {
      fail(argument, tensor.toString(), "F32 with " + rank + " axes");
    }
  }

  /** An F32 tensor of the shape of {@code other}. */
  void like(String argument, Tensor tensor, Tensor other) {
    if (tensor.type() != DataType.F32 || !tensor.shape().equals(other.shape())) {
      fail(argument, tensor.toString(), "F32 " + other.shape());
    }
  }

  /** A whole number in a range. */
  void between(String argument, long value, long least, long most) {
    if (value < least || value > most) {
      fail(argument, Long.toString(value), least + " to " + most);
    }
  }

  /** A condition, with the words for what was found and what was expected. */
  void that(boolean holds, String argument, Object found, String expected) {
    if (!holds) {
      fail(argument, String.valueOf(found), expected);
    }
  }

  private void tensor(String argument, Tensor tensor, DataType type, long... extents) {
    if (tensor.type() != type || !tensor.shape().equals(Shape.of(extents))) {
      fail(argument, tensor.toString(), type + " " + Shape.of(extents));
    }
  }

  /** What was found and what was expected; words for it are made only if something is wrong. */
  void fail(String argument, String found, String expected) {
    throw new IllegalArgumentException(
        op + ": " + argument + " is " + found + ", expected " + expected);
  }
}
