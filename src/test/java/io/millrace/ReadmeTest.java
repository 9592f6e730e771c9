package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises about Java compiles as it stands, and runs on a tiny model. */
class ReadmeTest {

  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern CLASS = Pattern.compile("public (?:final )?class (\\w+)");

  @TempDir private Path folder;

  private static String block() throws IOException {
    Path readme = Path.of("README.md");
    Matcher block = BLOCK.matcher(Files.exists(readme) ? Files.readString(readme) : "");
    return block.find() ? block.group(1) : fail(readme.toAbsolutePath() + ": has no java block");
  }

  private String compile(String source) throws IOException {
    Matcher name = CLASS.matcher(source);
    assertTrue(name.find(), "the README's java block has no public class");
    Path file = Files.writeString(folder.resolve(name.group(1) + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-d",
              folder.toString(),
              "-proc:none",
              "-classpath",
              System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(problems, files, null, options, null, files.getJavaFileObjects(file))
              .call();
      assertTrue(compiled, problems.toString());
    }
    return name.group(1);
  }

  /** The second block stands for the body of a method. */
  private static String otherKinds() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(Path.of("README.md")));
    assertTrue(block.find(), "the README has no java block");
    assertTrue(block.find(), "the README has no second java block");
    return "import io.millrace.*; import java.util.List; public class OtherKinds {"
        + " public static void main(String[] arguments) throws Exception {\n"
        + block.group(1)
        + "}}";
  }

  @Test
  void theBlockOfOtherKindsRunsOnTinyModels() throws Exception {
    String folder = EncoderGoldens.FOLDER.resolve("encoders").toAbsolutePath() + "/";
    String translator = EncoderGoldens.FOLDER.resolve("seq2seq/marian").toAbsolutePath().toString();
    String source =
        otherKinds()
            .replace("minilm", folder + "bert-mean")
            .replace("CLASSIFIER-FOLDER", folder + "bert-labels")
            .replace("CROSS-ENCODER-FOLDER", folder + "bert-pairs")
            .replace("opus-mt-en-fr", translator);
    String printed = run(compile(source));
    assertTrue(
        printed.matches(
            "(?s)\\S+\n\\S+\n(negative|neutral|positive)\nRanked.*\nRanked.*\n[^\n]+\n"),
        printed);
  }

  @Test
  void theJavaBlockCompilesAsItStands() throws IOException {
    assertTrue(block().contains("LanguageModel.open(\"gemma3-270m\")"), block());
    assertTrue(Files.exists(folder.resolve(compile(block()) + ".class")));
  }

  @Test
  void theJavaBlockRunsOnATinyModel() throws Exception {
    String path = TinyModels.path("gemma3").toString().replace("\\", "\\\\");
    String name = compile(block().replace("\"gemma3-270m\"", "\"" + path + "\""));
    long lines = run(name).chars().filter(c -> c == '\n').count();
    assertEquals(2, lines, "lines printed, one an answer");
  }

  /** What a compiled class prints. */
  private String run(String name) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(standard);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
