package io.millrace.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * One file of a safetensors model: the whole model unless it is split.
 *
 * @param file its name, for messages
 * @param source its bytes; closed with this
 * @param tensors in the order of their bytes
 */
record SafetensorsPart(String file, ByteSource source, List<SafetensorsTensor> tensors)
    implements Closeable {

  /** Reads and checks the header of one file; {@code index} says which of the model it is. */
  static SafetensorsPart read(String file, ByteSource source, int index) throws IOException {
    Placeholder.refuse(file, source);
    return new SafetensorsPart(file, source, SafetensorsHeader.read(file, source, index));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
