package io.millrace.bench;

import io.millrace.bench.AttentionCase.Phase;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.List;

/** Everything that is measured. */
final class KernelCases {

  /** One sequence, a batch of them, a prompt. */
  private static final List<Integer> ROWS = List.of(1, 32, 512);

  private static final List<DataType> WEIGHTS =
      List.of(
          DataType.F32,
          DataType.F16,
          DataType.BF16,
          DataType.Q8_0,
          DataType.Q4_0,
          DataType.Q4_1,
          DataType.Q5_0,
          DataType.Q5_1,
          DataType.Q4_K,
          DataType.Q5_K,
          DataType.Q6_K,
          DataType.Q2_K,
          DataType.Q3_K,
          DataType.IQ4_NL,
          DataType.IQ4_XS,
          DataType.MXFP4);

  private KernelCases() {}

  /** All ops, products with weights of this shape. */
  static List<KernelCase> of(int m, int k) {
    List<KernelCase> cases = new ArrayList<>();
    for (DataType type : WEIGHTS) {
      ROWS.forEach(n -> cases.add(new LinearCase(type, n, m, k)));
    }
    for (DataType type : List.of(DataType.F16, DataType.BF16, DataType.Q8_0, DataType.F32)) {
      cases.add(new AttentionCase(type, Phase.PROMPT, 512, 512));
      cases.add(new AttentionCase(type, Phase.PROMPT, 2048, 2048));
      cases.add(new AttentionCase(type, Phase.DECODE, 1, 2048));
      cases.add(new AttentionCase(type, Phase.DECODE, 32, 512));
    }
    cases.addAll(RowCases.of(32));
    cases.addAll(RowCases.of(512));
    return cases;
  }
}
