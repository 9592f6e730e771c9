package io.millrace.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GgufMetadataTest {

  @ParameterizedTest
  @EnumSource(names = {"U8", "I8", "U16", "I16", "U32", "I32", "U64", "I64"})
  void everyIntegerTypeIsAnIntAFloatAndAnArray(GgufType type) throws FormatException {
    GgufMetadata metadata = metadata(GgufNumber.integer(type, 100));
    assertEquals(100, metadata.getInt("k"));
    assertEquals(100, metadata.getInt("k", 5));
    assertEquals(100f, metadata.getFloat("k"));
    assertArrayEquals(new int[] {100}, metadata.getIntArray("k"));
    assertArrayEquals(new float[] {100}, metadata.getFloatArray("k"));
    GgufMetadata array = metadata(NumberArray.integers(type, 1, 100));
    assertArrayEquals(new int[] {1, 100}, array.getIntArray("k"));
    assertArrayEquals(new float[] {1, 100}, array.getFloatArray("k"));
  }

  @Test
  void floatsOfBothWidths() throws FormatException {
    assertEquals(0.1f, metadata(GgufNumber.f64(0.1)).getFloat("k"));
    assertEquals(0.1f, metadata(GgufNumber.f32(0.1f)).getFloat("k", 3));
    assertArrayEquals(new float[] {0.1f}, metadata(NumberArray.doubles(0.1)).getFloatArray("k"));
  }

  @Test
  void fallbacks() throws FormatException {
    GgufMetadata metadata = metadata(GgufNumber.TRUE);
    assertEquals(7, metadata.getInt("none", 7));
    assertEquals(0.5f, metadata.getFloat("none", 0.5f));
    assertEquals("x", metadata.getString("none", "x"));
    assertTrue(metadata.findBoolean("none").isEmpty());
    assertEquals(List.of(true), metadata.findBoolean("k").stream().toList());
  }

  @Test
  void missingKeys() {
    GgufMetadata metadata = metadata(GgufNumber.TRUE);
    String start = "t.gguf: metadata: key none is missing, expected ";
    fails(start + "an integer; convert the model anew", () -> metadata.getInt("none"));
    fails(start + "a number; convert the model anew", () -> metadata.getFloat("none"));
    fails(start + "a string; convert the model anew", () -> metadata.getString("none"));
    fails(
        start + "an array of strings; convert the model anew",
        () -> metadata.getStringArray("none"));
  }

  @Test
  void wrongKinds() {
    GgufMetadata text = metadata(new GgufString("1"));
    String start = "t.gguf: metadata key k (byte 30): value is of type ";
    fails(start + "string, expected an integer", () -> text.getInt("k", 1));
    fails(start + "string, expected a number", () -> text.getFloat("k"));
    fails(start + "string, expected a bool", () -> text.findBoolean("k"));
    fails(start + "string, expected an array of integers", () -> text.getIntArray("k"));
    fails(start + "string, expected an array of numbers", () -> text.getFloatArray("k"));
    fails(start + "string, expected an array of u8", () -> text.getByteArray("k"));
    fails(start + "string, expected an array of strings", () -> text.getStringArray("k"));
    GgufMetadata floats = metadata(NumberArray.floats(1));
    fails(start + "array of f32, expected an array of integers", () -> floats.getIntArray("k"));
    fails(start + "array of f32, expected a string", () -> floats.getString("k"));
    GgufMetadata truth = metadata(GgufNumber.TRUE);
    fails(start + "bool, expected an integer", () -> truth.getInt("k"));
    fails(start + "bool, expected a number", () -> truth.getFloat("k"));
  }

  @Test
  void integersOutOfRange() {
    String range = ", expected -2147483648 to 2147483647";
    String start = "t.gguf: metadata key k (byte 30): value is ";
    fails(start + "4294967295" + range, () -> metadata(GgufNumber.u32(0xffffffffL)).getInt("k"));
    fails(
        start + "18446744073709551615" + range,
        () -> metadata(GgufNumber.integer(GgufType.U64, -1)).getInt("k"));
    fails(
        start + "-2147483649" + range,
        () -> metadata(NumberArray.integers(GgufType.I64, -2147483649L)).getIntArray("k"));
  }

  @Test
  void largestUnsignedAsFloat() throws FormatException {
    assertEquals(0x1p64f, metadata(GgufNumber.integer(GgufType.U64, -1)).getFloat("k"));
  }

  @Test
  void numbersThatDoNotFitTheirType() {
    assertThrows(IllegalArgumentException.class, () -> GgufNumber.u32(-1));
    assertThrows(IllegalArgumentException.class, () -> GgufNumber.u32(1L << 32));
    assertThrows(IllegalArgumentException.class, () -> GgufNumber.integer(GgufType.I8, 128));
    assertThrows(IllegalArgumentException.class, () -> GgufNumber.integer(GgufType.F32, 1));
    assertThrows(IllegalArgumentException.class, () -> new GgufNumber(GgufType.BOOL, 2));
    assertThrows(IllegalArgumentException.class, () -> new GgufNumber(GgufType.STRING, 0));
    assertThrows(IllegalArgumentException.class, () -> NumberArray.integers(GgufType.BOOL, 2));
  }

  @Test
  void arraysShowTheirFirstElements() {
    NumberArray numbers = NumberArray.integers(GgufType.I32, 1, 2, 3, 4, 5, 6, 7, 8, -9);
    assertEquals("[1, 2, 3, 4, 5, 6, 7, 8, … 9 in all]", numbers.toString());
    assertEquals("[a, ]", StringArray.of(List.of("a", "")).toString());
    assertThrows(IndexOutOfBoundsException.class, () -> numbers.get(9));
  }

  private static GgufMetadata metadata(GgufValue value) {
    return new GgufMetadata("t.gguf", List.of(new GgufEntry("k", value, 30)));
  }

  private static void fails(String expected, Executable call) {
    assertEquals(expected, assertThrows(FormatException.class, call).getMessage());
  }
}
