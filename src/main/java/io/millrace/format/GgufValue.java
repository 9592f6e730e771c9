package io.millrace.format;

/** A metadata value of a GGUF file: a number, a text, or an array of one of these. */
public sealed interface GgufValue permits GgufNumber, GgufString, NumberArray, StringArray {

  /** The type as stored; {@link GgufType#ARRAY} for both kinds of array. */
  GgufType type();

  /** What the value is, for messages: {@code "u32"}, {@code "array of string"}. */
  default String kind() {
    return type().toString();
  }
}
