package io.millrace.kernel.jni;

import io.millrace.kernel.Product;
import java.util.List;

/**
 * Products as the C side takes them in one call.
 *
 * @param words an array of {@code mr_product}: its five words for each
 */
record NativeProducts(long[] words) {

  /** {@code MR_PRODUCTS}. */
  static final int MOST = 4;

  private static final int WORDS = 5;

  static NativeProducts of(List<Product> products) {
    long[] words = new long[WORDS * products.size()];
    int at = 0;
    for (Product product : products) {
      NativeWeight weight = NativeKernels.own(product.weight());
      words[at++] = weight.packedType();
      words[at++] = weight.address();
      words[at++] = weight.m();
      words[at++] = NativeKernels.address(product.bias());
      words[at++] = NativeKernels.address(product.out());
    }
    return new NativeProducts(words);
  }
}
