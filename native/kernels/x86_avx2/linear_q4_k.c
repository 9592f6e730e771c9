/* x86_avx2/linear_q4_k.c - products with Q4_K weights: panel.h with what that type is made of. */
#include "linear.h"
#include "panel.h"

static const kind q4_k = {.storage = MR_NIBBLE, .bits = 0, .twos = 0, .zero = 0,
                          .has_m = 1, .sub = 32, .scale_bytes = 64, .most = 15, .table = NULL};

void mr_avx2_linear_q4_k(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    linear_panel(&q4_k, task, panel, scratch);
}

void mr_avx2_prepare_q4_k(const mr_linear_task *task, int64_t tile) { prepare_tile(&q4_k, task, tile); }
