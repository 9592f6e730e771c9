package io.millrace.cli;

import io.millrace.Embedding;
import io.millrace.batch.SourceText;
import io.millrace.format.NpyWriter;
import java.io.IOException;
import java.util.Arrays;

/**
 * A row of a NumPy file for each text.
 *
 * @param missing the row of a text that failed, so that the others keep their places
 */
record NpyOutput(NpyWriter writer, float[] missing) implements TextOutput<Embedding> {

  static NpyOutput of(NpyWriter writer, int dimensions) {
    float[] missing = new float[dimensions];
    Arrays.fill(missing, Float.NaN);
    return new NpyOutput(writer, missing);
  }

  @Override
  public void answered(SourceText text, Embedding answer) throws IOException {
    writer.write(answer.vector());
  }

  @Override
  public void failed(SourceText text) throws IOException {
    writer.write(missing);
  }

  @Override
  public void finish() throws IOException {
    writer.finish();
  }
}
