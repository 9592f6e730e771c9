package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code millrace}: chooses among the others. */
@Command(
    name = "millrace",
    description = "Runs language models in bulk on ordinary CPU servers.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BatchCommand.class,
      GenerateCommand.class,
      EmbedCommand.class,
      ClassifyCommand.class,
      RerankCommand.class,
      TranslateCommand.class,
      SummarizeCommand.class,
      TokenizeCommand.class,
      InfoCommand.class,
      PullCommand.class,
      BenchCommand.class
    },
    footer = {"", "Example: millrace batch", "Each command has its own --help."})
public final class Main implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  /** Runs one command and leaves the JVM with its exit code. */
  public static void main(String[] arguments) {
    quietLogs();
    expectReadable(arguments);
    int code = run(writer(FileDescriptor.out), writer(FileDescriptor.err), arguments);
    System.exit(code);
  }

  /** Java reads arguments by the locale; what it could not read must not reach a model. */
  private static void expectReadable(String[] arguments) {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (!encoding.equals("UTF-8") && String.join("", arguments).indexOf('\uFFFD') >= 0) {
      System.err.println(
          "millrace: arguments are not readable in this locale, which is "
              + encoding
              + "; set LC_ALL=C.UTF-8");
      System.exit(ExitCode.WRONG_USE);
    }
  }

  /** Runs one command; the results go to {@code out}, all else to {@code err}. */
  static int run(Writer out, Writer err, String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(MemorySize.class, MemorySize::parse);
    line.setParameterExceptionHandler(Problems::wrongUse);
    line.setExecutionExceptionHandler(Problems::failure);
    int code = line.execute(arguments);
    line.getOut().flush();
    line.getErr().flush();
    return code;
  }

  /** Without a command: wrong use. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "no command given, expected one of " + names());
  }

  private String names() {
    return String.join(", ", spec.subcommands().keySet());
  }

  /** Writes UTF-8 whatever the locale, because JSON is UTF-8. */
  private static Writer writer(FileDescriptor descriptor) {
    return new OutputStreamWriter(new FileOutputStream(descriptor), UTF_8);
  }

  /** Warnings of the library take one line each; slf4j-simple reads these once. */
  private static void quietLogs() {
    Map<String, String> settings =
        Map.of(
            "defaultLogLevel", "warn",
            "showThreadName", "false",
            "showLogName", "false",
            "log.io.millrace.load.ModelLoader", "info", // what quantizing costs
            "logFile", "System.err");
    settings.forEach(
        (name, value) -> {
          String key = "org.slf4j.simpleLogger." + name;
          if (System.getProperty(key) == null) {
            System.setProperty(key, value);
          }
        });
  }
}
