package io.millrace.engine;

import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.Kernels;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.Readout;

/**
 * What one thread of an encoder engine works with, and nobody else.
 *
 * @param kernels over the weights of all
 * @param runner on these kernels
 * @param blocks hold its steps
 */
record EncoderWorker(Kernels kernels, EncoderRunner runner, StepBlocks blocks)
    implements AutoCloseable {

  /**
   * Makes one.
   *
   * @param kernels closed with it
   * @param bytes its blocks may take
   */
  static EncoderWorker of(
      EncoderNetwork network, Readout readout, Kernels kernels, BlockLayout layout, long bytes) {
    int longest =
        (network.shape().mostTokens() + BlockLayout.POSITIONS - 1) / BlockLayout.POSITIONS;
    try {
      return new EncoderWorker(
          kernels,
          new EncoderRunner(network, readout, kernels),
          new StepBlocks(kernels.allocator(), layout, bytes, longest));
    } catch (RuntimeException | Error error) {
      kernels.close();
      throw error;
    }
  }

  @Override
  public void close() {
    runner.close();
    blocks.close();
    kernels.close();
  }
}
