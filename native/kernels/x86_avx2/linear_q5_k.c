/* x86_avx2/linear_q5_k.c - products with Q5_K weights: panel.h with what that type is made of. */
#include "linear.h"
#include "panel.h"

static const kind q5_k = {.storage = MR_NIBBLE, .bits = 1, .twos = 0, .zero = 0,
                          .has_m = 1, .sub = 32, .scale_bytes = 64, .most = 31, .table = NULL};

void mr_avx2_linear_q5_k(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    linear_panel(&q5_k, task, panel, scratch);
}

void mr_avx2_prepare_q5_k(const mr_linear_task *task, int64_t tile) { prepare_tile(&q5_k, task, tile); }
