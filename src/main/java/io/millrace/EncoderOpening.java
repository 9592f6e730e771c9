package io.millrace;

import java.io.IOException;

/** The way from a name to a running encoder. */
final class EncoderOpening {

  private EncoderOpening() {}

  static TextEncoder textEncoder(String pathOrName, ModelOptions options) throws IOException {
    throw new IOException(pathOrName + ": encoders cannot be opened yet");
  }

  static Classifier classifier(String pathOrName, ModelOptions options) throws IOException {
    throw new IOException(pathOrName + ": encoders cannot be opened yet");
  }

  static Reranker reranker(String pathOrName, ModelOptions options) throws IOException {
    throw new IOException(pathOrName + ": encoders cannot be opened yet");
  }
}
