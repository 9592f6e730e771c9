/* x86_avx2/linear_q8_0.c - products with Q8_0 weights: panel.h with what that type is made of. */
#include "linear.h"
#include "panel.h"

static const kind q8_0 = {.storage = MR_BYTE, .bits = 0, .twos = 0, .zero = 128,
                          .has_m = 0, .sub = 0, .scale_bytes = 64, .most = 255, .table = NULL};

void mr_avx2_linear_q8_0(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    linear_panel(&q8_0, task, panel, scratch);
}

void mr_avx2_prepare_q8_0(const mr_linear_task *task, int64_t tile) { prepare_tile(&q8_0, task, tile); }
