/*
 * arm_neon/linear_sdot.c - products with quantized weights by sdot: panel.h, 16 rows x up to 4 tokens at a time in 16
 * registers. What, how, tails and alignment are told there.
 */
#include "quads.h"

/* Elements 4 * lane and on of 16. lane is a constant. */
INLINE void add_four(int32x4_t sums[TILE][4], const int8_t *codes, const int8x16_t *x, int tokens, const int lane) {
    for (int q = 0; q < 4; q++) {
        int8x16_t w = vld1q_s8(codes + 128 * lane + 16 * q);
        for (int t = 0; t < tokens; t++) {
            sums[t][q] = vdotq_laneq_s32(sums[t][q], w, x[t], lane);
        }
    }
}

INLINE void add_up(const int8_t *codes, const int8_t *x, int64_t stride, int tokens, int from, int end, sub_sums *sums,
                   int sub) {
    for (int h = 0; h < 2; h++) {
        int32x4_t s[TILE][4] = {{{0}}};
        for (int k = from; k < end; k += 16) {
            const int8_t *at = codes + 32 * k + 64 * h;
            int8x16_t sixteen[TILE];
            for (int t = 0; t < tokens; t++) {
                sixteen[t] = vld1q_s8(x + t * stride + k);
            }
            add_four(s, at, sixteen, tokens, 0);
            add_four(s, at, sixteen, tokens, 1);
            add_four(s, at, sixteen, tokens, 2);
            add_four(s, at, sixteen, tokens, 3);
        }
        for (int t = 0; t < tokens; t++) {
            for (int q = 0; q < 4; q++) {
                vst1q_s32(sums[t][sub] + 16 * h + 4 * q, s[t][q]);
            }
        }
    }
}

void NAME(sdot_linear_any)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    multiply_panel(task, panel, scratch);
}
