/*
 * arm_neon/linear_i8mm.c - products with quantized weights by smmla, 2 rows x 8 elements by 8 elements x 2 tokens in
 * one instruction: panel.h, with codes as [elements / 8][16 pairs of rows][2][8]; 16 rows x 4 tokens at a time in 16
 * registers. A single token is multiplied twice. What, how, tails and alignment are told in panel.h.
 */
#include "panel.h"

INLINE void put_codes(int8_t *codes, int octet, int quad, int8x16_t a, int8x16_t b) {
    int32x4_t first = vreinterpretq_s32_s8(a), second = vreinterpretq_s32_s8(b);
    vst1q_s8(codes + 256 * octet + 32 * quad, vreinterpretq_s8_s32(vzip1q_s32(first, second)));
    vst1q_s8(codes + 256 * octet + 32 * quad + 16, vreinterpretq_s8_s32(vzip2q_s32(first, second)));
}

/* Eight elements of two neighbouring tokens, or of one twice. */
INLINE int8x16_t token_pair(const int8_t *x, int64_t stride, int tokens) {
    return vcombine_s8(vld1_s8(x), vld1_s8(tokens > 1 ? x + stride : x));
}

INLINE void add_up(const int8_t *codes, const int8_t *x, int64_t stride, int tokens, int from, int end, sub_sums *sums,
                   int sub) {
    int pairs = (tokens + 1) / 2;
    for (int h = 0; h < 2; h++) {
        int32x4_t s[TILE / 2][8] = {{{0}}}; /* row 0 by tokens 0 and 1, row 1 by both */
        for (int k = from; k < end; k += 8) {
            const int8_t *at = codes + 32 * k + 128 * h;
            for (int p = 0; p < pairs; p++) {
                int8x16_t two = token_pair(x + 2 * p * stride + k, stride, tokens);
                for (int r = 0; r < 8; r++) {
                    s[p][r] = vmmlaq_s32(s[p][r], vld1q_s8(at + 16 * r), two);
                }
            }
        }
        for (int t = 0; t < tokens; t++) {
            for (int q = 0; q < 4; q++) {
                int32x4_t a = s[t / 2][2 * q], b = s[t / 2][2 * q + 1];
                vst1q_s32(sums[t][sub] + 16 * h + 4 * q, t % 2 ? vuzp2q_s32(a, b) : vuzp1q_s32(a, b));
            }
        }
    }
}

void NAME(i8mm_linear_any)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    multiply_panel(task, panel, scratch);
}
