package io.millrace.cli;

import io.millrace.store.ModelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pull NAME}: fetches a model. */
@Command(
    name = "pull",
    description = "Downloads a model, resumes where it stopped, and checks its sha256.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: millrace pull gemma3-270m"})
final class PullCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "A known model, such as gemma3-270m or minilm.")
  private String name;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = spec.commandLine();
    try (DownloadDisplay display = new DownloadDisplay(line.getErr())) {
      Path file = ModelStore.open().pull(name, display);
      line.getOut().println(file);
    }
    return ExitCode.DONE;
  }
}
