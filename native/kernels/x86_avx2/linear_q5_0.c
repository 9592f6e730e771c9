/* x86_avx2/linear_q5_0.c - products with Q5_0 weights: panel.h with what that type is made of. */
#include "linear.h"
#include "panel.h"

static const kind q5_0 = {.storage = MR_NIBBLE, .bits = 1, .twos = 0, .zero = 16,
                          .has_m = 0, .sub = 0, .scale_bytes = 64, .most = 31, .table = NULL};

void mr_avx2_linear_q5_0(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    linear_panel(&q5_0, task, panel, scratch);
}

void mr_avx2_prepare_q5_0(const mr_linear_task *task, int64_t tile) { prepare_tile(&q5_0, task, tile); }
