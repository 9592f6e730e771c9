/* x86_avx2/linear_q2_k.c - products with Q2_K weights: panel.h with what that type is made of. */
#include "linear.h"
#include "panel.h"

static const kind q2_k = {.storage = MR_TWO, .bits = 0, .twos = 0, .zero = 0,
                          .has_m = 1, .sub = 16, .scale_bytes = 64, .most = 3, .table = NULL};

void mr_avx2_linear_q2_k(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    linear_panel(&q2_k, task, panel, scratch);
}

void mr_avx2_prepare_q2_k(const mr_linear_task *task, int64_t tile) { prepare_tile(&q2_k, task, tile); }
