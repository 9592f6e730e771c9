/* x86_avx2/linear_q6_k.c - products with Q6_K weights: panel.h with what that type is made of. */
#include "linear.h"
#include "panel.h"

static const kind q6_k = {.storage = MR_NIBBLE, .bits = 0, .twos = 1, .zero = 32,
                          .has_m = 0, .sub = 16, .scale_bytes = 64, .most = 63, .table = NULL};

void mr_avx2_linear_q6_k(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    linear_panel(&q6_k, task, panel, scratch);
}

void mr_avx2_prepare_q6_k(const mr_linear_task *task, int64_t tile) { prepare_tile(&q6_k, task, tile); }
