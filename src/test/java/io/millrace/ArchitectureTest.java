package io.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom: a package imports what its row lists, itself and {@code java}. */
class ArchitectureTest {

  private static final String LOG = "org.slf4j..";
  private static final String JACKSON = "com.fasterxml.jackson.core..";
  private static final String JAVACPP = "org.bytedeco..";
  private static final String VECTOR_API = "jdk.incubator.vector..";

  private static final Map<String, List<String>> ROWS = new TreeMap<>();

  static {
    row("tensor");
    row("json", JACKSON);
    row("quant", "tensor");
    row("cache", "tensor");
    row("kernel", "tensor", LOG);
    row("format", "tensor", "json");
    row("tokenizer", "json");
    row("store", "json", LOG);
    row("kernel.reference", "kernel", "tensor", "quant");
    row("kernel.jvm", "kernel", "tensor", "quant");
    row("kernel.vector", "kernel", "kernel.jvm", "tensor", "quant", VECTOR_API);
    row("kernel.jni", "kernel", "tensor", JAVACPP, LOG);
    row("chat", "chat.template", "json");
    row("chat.template", "json");
    row("decoding", "kernel", "tensor");
    row("model", "kernel", "tensor", "cache");
    row("model.family", "model", "kernel", "tensor");
    row(
        "load",
        "format",
        "quant",
        "json",
        "model",
        "model.family",
        "kernel",
        "tokenizer",
        "chat",
        "tensor",
        LOG);
    row("engine", "model", "cache", "decoding", "kernel", "tensor", LOG);
    row("train", "load", "model", "kernel", "tensor", "format", "quant", "tokenizer", "chat", LOG);
    row(
        "",
        "load",
        "store",
        "engine",
        "model",
        "chat",
        "chat.template", // what rendering throws
        "tokenizer",
        "decoding",
        "kernel",
        "tensor",
        "json");
    row("batch", "", "json", LOG);
    row("server", "", "json", LOG);
    row("bench", "", "kernel", "tensor", "quant", "json");
    row("cli", "..", "picocli..", "me.tongfei.progressbar..", LOG);
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.millrace");

  private static void row(String name, String... mayImport) {
    List<String> allowed = new ArrayList<>(List.of("java..", qualified(name)));
    Arrays.stream(mayImport).map(ArchitectureTest::qualified).forEach(allowed::add);
    ROWS.put(qualified(name), allowed);
  }

  /** A name of ours in full; patterns of others stay as they are. */
  private static String qualified(String name) {
    if (name.isEmpty()) {
      return "io.millrace";
    }
    if (name.equals("..")) {
      return "io.millrace..";
    }
    return name.endsWith("..") ? name : "io.millrace." + name;
  }

  private static Set<String> presentPackages() {
    return CLASSES.stream()
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Stream<String> presentRows() {
    return ROWS.keySet().stream().filter(presentPackages()::contains);
  }

  @ParameterizedTest
  @MethodSource("presentRows")
  void importsWhatItsRowLists(String name) {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(name)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ROWS.get(name).toArray(String[]::new));
    rule.check(CLASSES);
  }

  @Test
  void everyPackageHasARow() {
    Set<String> without = new TreeSet<>(presentPackages());
    without.removeAll(ROWS.keySet());
    assertEquals(Set.of(), without);
    assertTrue(presentPackages().size() >= 15, presentPackages().toString());
  }

  @Test
  void publicSignaturesNameOnlyTheirOwnAndJava() {
    ArchRule rule =
        codeUnits()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage("io.millrace", "io.millrace.batch")
            .and()
            .arePublic()
            .should(nameOnlyOwnTypesAndJava());
    rule.check(CLASSES);
  }

  private static ArchCondition<JavaCodeUnit> nameOnlyOwnTypesAndJava() {
    return new ArchCondition<>("name only types of io.millrace, io.millrace.batch and java") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        if (unit.getModifiers().contains(JavaModifier.SYNTHETIC) || isHidden(unit.getOwner())) {
          return;
        }
        Set<JavaClass> named = new HashSet<>(unit.getReturnType().getAllInvolvedRawTypes());
        unit.getParameterTypes().forEach(type -> named.addAll(type.getAllInvolvedRawTypes()));
        for (JavaClass type : named) {
          if (!isOwn(type.getPackageName())) {
            String message = unit.getFullName() + " names " + type.getName();
            events.add(SimpleConditionEvent.violated(unit, message));
          }
        }
      }
    };
  }

  /** Whether a class stands in one that is not public. */
  private static boolean isHidden(JavaClass type) {
    return !type.getModifiers().contains(JavaModifier.PUBLIC)
        || type.getEnclosingClass().map(ArchitectureTest::isHidden).orElse(false);
  }

  private static boolean isOwn(String name) {
    return name.isEmpty() // primitive types
        || name.equals("io.millrace")
        || name.equals("io.millrace.batch")
        || name.startsWith("java.");
  }
}
