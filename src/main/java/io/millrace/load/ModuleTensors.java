package io.millrace.load;

import io.millrace.format.SafetensorsFile;
import io.millrace.format.SafetensorsReader;
import io.millrace.model.Rows;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tensors of a model with those of its modules, which lie in folders of their own. */
final class ModuleTensors implements StoredTensors, Closeable {

  private final StoredTensors model;
  private final Map<String, Path> folders;
  private final Map<String, SafetensorsFile> files = new LinkedHashMap<>();

  private ModuleTensors(StoredTensors model, Map<String, Path> folders) {
    this.model = model;
    this.folders = folders;
  }

  /**
   * Opens the files of the modules.
   *
   * @param folders by the names of their tensors without {@code .weight}: {@code linear.0} stands
   *     for {@code linear} in a folder
   */
  static ModuleTensors open(StoredTensors model, Map<String, Path> folders) throws IOException {
    ModuleTensors tensors = new ModuleTensors(model, folders);
    try {
      for (Map.Entry<String, Path> module : folders.entrySet()) {
        tensors.files.put(module.getKey(), SafetensorsReader.openFolder(module.getValue()));
      }
      return tensors;
    } catch (IOException | RuntimeException | Error failure) {
      tensors.close();
      throw failure;
    }
  }

  @Override
  public Optional<StoredTensor> tensor(String name) {
    SafetensorsFile file = files.get(module(name));
    return file == null
        ? model.tensor(name)
        : file.tensor(inner(name)).map(tensor -> FolderTensors.plain(file, tensor));
  }

  @Override
  public String label(String name) {
    Path folder = folders.get(module(name));
    return folder == null ? model.label(name) : folder.getFileName() + "/" + inner(name);
  }

  @Override
  public Rows order(Rows rows) {
    return model.order(rows);
  }

  private static String module(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private static String inner(String name) {
    String module = module(name);
    return module.substring(0, module.indexOf('.')) + name.substring(module.length());
  }

  @Override
  public void close() throws IOException {
    for (SafetensorsFile file : files.values()) {
      file.close();
    }
  }
}
