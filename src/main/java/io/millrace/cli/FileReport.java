package io.millrace.cli;

import static io.millrace.cli.MachineReport.row;

import io.millrace.load.ModelFacts;
import io.millrace.load.ModelLoader;
import io.millrace.model.NetworkShape;
import io.millrace.store.ModelStore;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is in a model file. */
final class FileReport {

  private FileReport() {}

  static void print(String model, PrintWriter out) throws IOException {
    Path file = ModelStore.open().resolve(model);
    ModelFacts facts = ModelLoader.inspect(file);
    row(out, "file", file.toString());
    row(out, "size", MemorySize.show(facts.fileBytes()));
    row(out, "name", facts.name());
    row(out, "architecture", facts.architecture().isEmpty() ? "none" : facts.architecture());
    row(out, "purpose", facts.purpose());
    row(out, "parameters", String.format(Locale.ROOT, "%.1f million", facts.parameters() / 1e6));
    facts.network().ifPresent(shape -> network(shape, out));
    facts
        .types()
        .forEach(
            (type, held) ->
                row(out, "tensors " + type, held.tensors() + ", " + MemorySize.show(held.bytes())));
    row(out, "tokenizer", facts.tokenizer());
    row(out, "chat template", facts.hasChatTemplate() ? "yes" : "none");
    if (facts.network().isPresent()) {
      row(out, "memory", MemorySize.show(facts.weightBytes()) + " of weights");
      row(out, "cache a token", cache(facts.cacheBytes()));
    }
    row(out, "runs here", facts.obstacles().isEmpty() ? "yes" : "no");
    facts.obstacles().forEach(obstacle -> row(out, "obstacle", obstacle));
  }

  /** The default first. */
  private static String cache(Map<DataType, Long> bytes) {
    return bytes.entrySet().stream()
        .map(entry -> MemorySize.show(entry.getValue()) + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private static void network(NetworkShape shape, PrintWriter out) {
    row(out, "context", shape.contextLength() + " tokens");
    row(out, "vocabulary", shape.vocabulary() + " tokens");
    row(out, "layers", shape.layers().size() + " of width " + shape.width());
  }
}
