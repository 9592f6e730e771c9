package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MemorySizeTest {

  @Test
  void readsWhatUsersWrite() {
    assertEquals(1000, MemorySize.parse("1000").bytes());
    assertEquals(512L << 20, MemorySize.parse("512M").bytes());
    assertEquals(2L << 30, MemorySize.parse("2g").bytes());
    assertEquals(2L << 30, MemorySize.parse("2GiB").bytes());
    assertEquals(3L << 10, MemorySize.parse("3kb").bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "G", "-1G", "1.5G", "1X", "999999999999T"})
  void refusesAllElse(String text) {
    assertThrows(TypeConversionException.class, () -> MemorySize.parse(text));
  }

  @Test
  void showsSizesInDecimalUnits() {
    assertEquals("999 bytes", MemorySize.show(999));
    assertEquals("253.1 MB", MemorySize.show(253_113_024));
    assertEquals("1.0 GB", MemorySize.show(999_960_000));
  }
}
