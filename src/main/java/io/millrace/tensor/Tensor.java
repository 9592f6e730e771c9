package io.millrace.tensor;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * A dense row-major array of F32 or I32 elements in off-heap memory: activations, norm weights,
 * tables, ids.
 *
 * <p>A view: slices and reshaped tensors share the memory. Element indices count from the tensor's
 * first element. Not checked beyond the bounds of the whole memory.
 */
public final class Tensor {

  private final DataType type;
  private final Shape shape;
  private final Memory memory;
  private final int first;

  private Tensor(DataType type, Shape shape, Memory memory, int first) {
    if (type != DataType.F32 && type != DataType.I32) {
      throw new IllegalArgumentException("tensor: type is " + type + ", expected F32 or I32");
    }
    long end = Math.addExact((long) first, shape.elements());
    if (first < 0 || end * 4 > memory.size()) {
      throw new IllegalArgumentException(
          "tensor: %s %s from element %d on ends at byte %d, memory has %d"
              .formatted(type, shape, first, end * 4, memory.size()));
    }
    this.type = type;
    this.shape = shape;
    this.memory = memory;
    this.first = first;
  }

  /** Returns a view of F32 or I32 elements of a memory, from its element {@code first} on. */
  public static Tensor view(DataType type, Shape shape, Memory memory, int first) {
    return new Tensor(type, shape, memory, first);
  }

  /** Allocates zeros. */
  public static Tensor allocate(Allocator allocator, DataType type, Shape shape) {
    Memory memory = allocator.allocate(Math.multiplyExact(shape.elements(), 4L));
    return new Tensor(type, shape, memory, 0);
  }

  /** Allocates an F32 vector that holds these values. */
  public static Tensor of(Allocator allocator, float... values) {
    Tensor tensor = allocate(allocator, DataType.F32, Shape.of(values.length));
    tensor.memory.floats().put(0, values);
    return tensor;
  }

  public DataType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  public Memory memory() {
    return memory;
  }

  /** Where the first element lies, or {@link Memory#NO_ADDRESS} if only Java knows. */
  public long address() {
    return memory.address() == Memory.NO_ADDRESS
        ? Memory.NO_ADDRESS
        : memory.address() + 4L * first;
  }

  /** The index of the first element within {@link #memory}, in elements. */
  public int first() {
    return first;
  }

  /** The extent of an axis as an int. */
  public int dim(int axis) {
    return Math.toIntExact(shape.extent(axis));
  }

  public int elements() {
    return Math.toIntExact(shape.elements());
  }

  public float getFloat(int index) {
    return memory.floats().get(first + index);
  }

  public void setFloat(int index, float value) {
    memory.floats().put(first + index, value);
  }

  public int getInt(int index) {
    return memory.ints().get(first + index);
  }

  public void setInt(int index, int value) {
    memory.ints().put(first + index, value);
  }

  /** The elements as floats, position 0 being the first; writes go through. */
  public FloatBuffer floats() {
    return memory.floats().slice(first, elements());
  }

  /** The elements as ints, position 0 being the first; writes go through. */
  public IntBuffer ints() {
    return memory.ints().slice(first, elements());
  }

  /** Copies the elements out. */
  public float[] toFloats() {
    float[] values = new float[elements()];
    memory.floats().get(first, values);
    return values;
  }

  /** Returns the same elements under another shape of as many elements. */
  public Tensor reshape(long... extents) {
    Shape other = Shape.of(extents);
    if (other.elements() != shape.elements()) {
      throw new IllegalArgumentException("reshape: " + shape + " does not fit " + other);
    }
    return new Tensor(type, other, memory, first);
  }

  /** Returns the view of {@code count} rows of the outermost axis, from {@code from} on. */
  public Tensor rows(int from, int count) {
    long[] extents = new long[shape.rank()];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = axis == 0 ? count : shape.extent(axis);
    }
    int rows = dim(0);
    if (from < 0 || count < 0 || from > rows - count) {
      throw new IllegalArgumentException(
          "rows: " + from + " + " + count + " rows asked for, tensor has " + rows);
    }
    int width = rows == 0 ? 0 : elements() / rows;
    return new Tensor(type, Shape.of(extents), memory, first + from * width);
  }

  @Override
  public String toString() {
    return type + " " + shape;
  }
}
