package io.millrace.kernel;

/** An element-wise function between two products; formulas in numerics.md 3. */
public enum Activation {
  RELU(0),
  SILU(1),
  GELU_TANH(2),
  GELU_ERF(3);

  private final int id;

  Activation(int id) {
    this.id = id;
  }

  /** The number of this function in the C interface. */
  public int id() {
    return id;
  }
}
