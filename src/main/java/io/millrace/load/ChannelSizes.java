package io.millrace.load;

import io.millrace.model.ChannelOrder;
import io.millrace.model.Rows;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How large the channels of an encoder's residual stream are, as its layer norms say: by the root
 * of gain and bias squared, as a share of a norm's mean, summed over all norms that products
 * follow. A few channels of encoders are many times as large as all others; sorted, they spoil the
 * rounding of 32 activations instead of as many in every block of 32.
 */
final class ChannelSizes {

  private final double[] sizes;

  private ChannelSizes(double[] sizes) {
    this.sizes = sizes;
  }

  /** Reads the norms of an encoder of width {@code d}. */
  static ChannelSizes of(WeightFile file, int layers, int d) throws IOException {
    ChannelSizes sizes = new ChannelSizes(new double[d]);
    for (String norm : norms(layers)) {
      sizes.add(
          file.vector(norm + ".weight", Rows.all(d)), file.vector(norm + ".bias", Rows.all(d)));
    }
    return sizes;
  }

  private static List<String> norms(int layers) {
    List<String> norms = new ArrayList<>();
    norms.add("token_embd_norm");
    for (int i = 0; i < layers; i++) {
      norms.add("blk." + i + ".attn_output_norm");
      if (i < layers - 1) {
        norms.add("blk." + i + ".layer_output_norm");
      }
    }
    return norms;
  }

  private void add(Tensor gain, Tensor bias) {
    double[] own = new double[sizes.length];
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      double g = gain.getFloat(i);
      double b = bias.getFloat(i);
      own[i] = Math.sqrt(g * g + b * b);
      sum += own[i];
    }
    for (int i = 0; i < own.length; i++) {
      sizes[i] += own[i] / sum;
    }
  }

  /** The largest first, the lower number first among equals. */
  ChannelOrder descending() {
    return new ChannelOrder(
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted((i, j) -> Double.compare(sizes[j], sizes[i]))
            .mapToInt(Integer::intValue)
            .toArray());
  }
}
