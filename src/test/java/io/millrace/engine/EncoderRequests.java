package io.millrace.engine;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Texts for encoder engines, and futures for their listeners. */
final class EncoderRequests {

  private EncoderRequests() {}

  static EncoderRequest request(int length, int id) {
    int[] ids = new int[length];
    Arrays.fill(ids, id);
    return new EncoderRequest("text " + id, ids, new int[length], 0);
  }

  static EncoderListener listener(CompletableFuture<float[][]> result) {
    return new EncoderListener() {
      @Override
      public void finished(float[][] vectors) {
        result.complete(vectors);
      }

      @Override
      public void failed(RuntimeException error) {
        result.completeExceptionally(error);
      }
    };
  }

  static CompletableFuture<float[][]> submit(EncoderEngine engine, EncoderRequest request) {
    CompletableFuture<float[][]> result = new CompletableFuture<>();
    engine.submit(request, listener(result));
    return result;
  }
}
