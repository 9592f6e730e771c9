package io.millrace.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import io.millrace.kernel.Peaks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KernelBenchTest {

  private static List<KernelFigure> run(KernelSelection selection) {
    List<KernelFigure> figures = new ArrayList<>();
    try (KernelBench bench = new KernelBench(selection, Pace.QUICK, 2)) {
      Peaks peaks = bench.peaks().orElseThrow();
      assertTrue(peaks.int8Gops() > 0 && peaks.f32Gflops() > 0 && peaks.readGBps() > 0, "" + peaks);
      bench.run(figures::add);
    }
    return figures;
  }

  @Test
  void everyTableAndJavaGiveTheBitsOfTheReference() {
    List<String> ops = List.of("linear", "rmsNorm", "rotate", "store", "top", "attendDecode");
    List<KernelFigure> figures =
        run(
            new KernelSelection(
                ops, List.of("Q6_K", "F32", "F16"), List.of(1, 32), List.of(), 64, 256));
    Set<String> measured =
        figures.stream().map(figure -> figure.name().op()).collect(Collectors.toSet());
    assertEquals(Set.copyOf(ops), measured);
    Set<String> kernels = figures.stream().map(KernelFigure::kernels).collect(Collectors.toSet());
    assertTrue(kernels.containsAll(Set.of("generic", "java")), kernels.toString());
    for (KernelFigure figure : figures) {
      if (figure.kernels().equals("openblas")) {
        continue;
      }
      assertEquals(Optional.of(true), figure.sameBits(), figure.toText());
      assertTrue(figure.gops() > 0 && figure.peak().orElseThrow().percent() > 0, figure.toText());
      assertTrue(figure.ratioToJava().orElseThrow() > 0, figure.toText());
    }
  }

  @Test
  void openblasIsTimedWithFloatProductsAndPromisesNoBits() {
    List<KernelFigure> figures =
        run(
            new KernelSelection(
                List.of("linear"),
                List.of("F32", "F16"),
                List.of(32),
                List.of("openblas"),
                64,
                256));
    assertEquals(1, figures.size());
    assertEquals("F32", figures.get(0).name().type());
    assertTrue(figures.get(0).gops() > 0, figures.get(0).toText());
    assertEquals(Optional.empty(), figures.get(0).sameBits());
  }

  @Test
  void aFigureIsOneObjectALine() {
    KernelSelection one =
        new KernelSelection(
            List.of("linear"), List.of("q4_0"), List.of(1), List.of("generic", "java"), 64, 256);
    List<KernelFigure> figures = run(one);
    assertEquals(List.of("generic", "java"), figures.stream().map(KernelFigure::kernels).toList());
    JsonField json = JsonValue.parse(figures.get(0).toJson()).at("");
    assertEquals("linear", json.require("op").asString());
    assertEquals("Q4_0", json.require("type").asString());
    assertEquals(1, json.require("n").asInt(1, 1));
    assertEquals(64, json.require("m").asInt(64, 64));
    assertEquals(256, json.require("k").asInt(256, 256));
    assertTrue(json.require("sameBits").asBoolean());
    for (String key : List.of("gops", "percentOfPeak", "ratioToJava")) {
      assertTrue(json.require(key).asDouble(0, 1e9) >= 0, key);
    }
  }

  private static void refused(String op, String kernels, int m, int k) {
    assertThrows(
        IllegalArgumentException.class,
        () -> run(new KernelSelection(List.of(op), List.of(), List.of(), List.of(kernels), m, k)));
  }

  @Test
  void wrongShapesAndNamesAreRefused() {
    refused("linear", "generic", 33, 256);
    refused("linear", "generic", 32, 32);
    refused("fly", "generic", 32, 256);
    refused("linear", "fly", 32, 256);
  }
}
