package io.millrace.engine;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.model.Pooling;
import io.millrace.model.PoolingMode;
import io.millrace.model.Readout;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of an encoder engine whose network can be held up. */
class HeldEncoder {

  static final Readout MEAN = Readout.ofTexts(Pooling.of(PoolingMode.MEAN), List.of());

  final CountDownLatch gate = new CountDownLatch(1);
  final FakeEncoder network = new FakeEncoder(gate);
  Kernels kernels;

  @BeforeEach
  void open() {
    kernels = KernelChoice.open("java", 3);
  }

  @AfterEach
  void close() {
    gate.countDown();
    kernels.close();
  }

  EncoderEngine engine(Readout readout, EncoderOptions options) {
    return new EncoderEngine(network, readout, kernels, options);
  }

  EncoderEngine engine(int workers, int batchTokens) {
    return engine(MEAN, EncoderOptions.forWorkers(workers).withBatchTokens(batchTokens));
  }

  void waitForSteps(int count) throws InterruptedException {
    while (network.steps().size() < count) {
      Thread.sleep(1);
    }
  }
}
