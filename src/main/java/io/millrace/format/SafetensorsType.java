package io.millrace.format;

import io.millrace.tensor.DataType;
import java.util.Arrays;
import java.util.Optional;

/** The element types a safetensors file may have; most are never computed with. */
public enum SafetensorsType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  F8_E4M3(1),
  F8_E5M2(1),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  C64(8),
  BOOL(1);

  private final int bytes;

  SafetensorsType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }

  /** The type of the same name and width that tensors have here, or empty if there is none. */
  public Optional<DataType> dataType() {
    return Arrays.stream(DataType.values()).filter(type -> type.name().equals(name())).findFirst();
  }

  /** The type that files call by this name, or empty if it is not known. */
  static Optional<SafetensorsType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
