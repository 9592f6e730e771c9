/* x86_avx2/linear_q3_k.c - products with Q3_K weights: panel.h with what that type is made of. */
#include "linear.h"
#include "panel.h"

static const kind q3_k = {.storage = MR_TWO, .bits = 1, .twos = 0, .zero = 4,
                          .has_m = 0, .sub = 16, .scale_bytes = 64, .most = 7, .table = NULL};

void mr_avx2_linear_q3_k(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    linear_panel(&q3_k, task, panel, scratch);
}

void mr_avx2_prepare_q3_k(const mr_linear_task *task, int64_t tile) { prepare_tile(&q3_k, task, tile); }
