package io.millrace.format;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The type of a metadata value. */
public enum GgufType {
  U8(0, 1),
  I8(1, 1),
  U16(2, 2),
  I16(3, 2),
  U32(4, 4),
  I32(5, 4),
  F32(6, 4),
  BOOL(7, 1),
  STRING(8, 0),
  ARRAY(9, 0),
  U64(10, 8),
  I64(11, 8),
  F64(12, 8);

  private final int id;
  private final int bytes;

  GgufType(int id, int bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  /** The type of a number in a file, or empty if there is none. */
  static Optional<GgufType> ofId(int id) {
    return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
  }

  /** The number of this type in a file. */
  int id() {
    return id;
  }

  /** Bytes of a value; 0 for strings and arrays, whose length varies. */
  public int bytes() {
    return bytes;
  }

  /** Whether values are integers of any width, bool excluded. */
  public boolean isInteger() {
    return switch (this) {
      case U8, I8, U16, I16, U32, I32, U64, I64 -> true;
      case F32, F64, BOOL, STRING, ARRAY -> false;
    };
  }

  /** Whether values are floating-point numbers. */
  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  /** Lower-case name, as in "u32". */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
