/*
 * arm_neon/linear.c - products with quantized weights on CPUs without byte products: panel.h with products of 16 bits,
 * which hold that of two signed bytes, added in pairs to 32. What, how, tails and alignment are told there.
 */
#include "quads.h"

/* Four rows and four elements of one token. A lane of the sum holds half of a row's. */
INLINE int32x4_t add_pairs(int32x4_t sum, int8x8_t w, int8x8_t x) { return vpadalq_s16(sum, vmull_s8(w, x)); }

INLINE void add_up(const int8_t *codes, const int8_t *x, int64_t stride, int tokens, int from, int end, sub_sums *sums,
                   int sub) {
    for (int t = 0; t < tokens; t++) {
        for (int quad = 0; quad < 8; quad++) {
            int32x4_t low = vdupq_n_s32(0), high = low;
            for (int k = from; k < end; k += 4) {
                int8x16_t w = vld1q_s8(codes + 32 * k + 16 * quad);
                int8x8_t four = vreinterpret_s8_s32(vdup_n_s32(int_at(x + t * stride + k)));
                low = add_pairs(low, vget_low_s8(w), four);
                high = add_pairs(high, vget_high_s8(w), four);
            }
            vst1q_s32(sums[t][sub] + 4 * quad, vpaddq_s32(low, high));
        }
    }
}

void NAME(linear_any)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    multiply_panel(task, panel, scratch);
}
