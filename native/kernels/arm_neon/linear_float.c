/*
 * arm_neon/linear_float.c - products with weights that are plain numbers: for each output one chain over k,
 * acc = fma(w[k], x[k], acc), 32 rows x up to 2 tokens at a time in 16 registers.
 *
 * Tails: a last single token runs alone; rows beyond m are computed and not stored. No scratch.
 */
#include "store.h"

enum { CHAINS = 2 };

INLINE float32x4_t weights4(int32_t type, const uint8_t *p) {
    switch (type) {
    case MR_F32: return vreinterpretq_f32_u8(vld1q_u8(p));
    case MR_F16: return widen4(p);
    default: return vreinterpretq_f32_u32(vshll_n_u16(vreinterpret_u16_u8(vld1_u8(p)), 16)); /* bfloat16 */
    }
}

INLINE void chain(const mr_linear_task *task, int32_t type, int64_t panel, int64_t t0, int tokens) {
    const int64_t bytes = type == MR_F32 ? 16 : 8; /* of four weights */
    const uint8_t *weights = task->panels + panel * task->panel_bytes;
    const float *x = task->x + t0 * task->k;
    float32x4_t acc[CHAINS][8] = {{{0}}};
    for (int64_t k = 0; k < task->k; k++) {
        for (int q = 0; q < 8; q++) {
            float32x4_t w = weights4(type, weights + (8 * k + q) * bytes);
            for (int t = 0; t < tokens; t++) {
                acc[t][q] = vfmaq_n_f32(acc[t][q], w, x[t * task->k + k]);
            }
        }
    }
    for (int t = 0; t < tokens; t++) {
        float rows[MR_PANEL];
        for (int q = 0; q < 8; q++) {
            vst1q_f32(rows + 4 * q, acc[t][q]);
        }
        store_panel(task, panel, t0 + t, rows);
    }
}

INLINE void chains(const mr_linear_task *task, int32_t type, int64_t panel) {
    int64_t t = 0;
    for (; t + CHAINS <= task->n; t += CHAINS) {
        chain(task, type, panel, t, CHAINS);
    }
    for (; t < task->n; t++) {
        chain(task, type, panel, t, 1);
    }
}

void NAME(linear_f32)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    (void)scratch;
    chains(task, MR_F32, panel);
}

void NAME(linear_f16)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    (void)scratch;
    chains(task, MR_F16, panel);
}

void NAME(linear_bf16)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    (void)scratch;
    chains(task, MR_BF16, panel);
}
