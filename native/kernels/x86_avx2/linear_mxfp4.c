/* x86_avx2/linear_mxfp4.c - products with MXFP4 weights: panel.h with what that type is made of. */
#include "linear.h"
#include "panel.h"

static const kind mxfp4 = {.storage = MR_NIBBLE, .bits = 0, .twos = 0, .zero = 12,
                           .has_m = 0, .sub = 0, .scale_bytes = 32, .most = 24, .table = mr_fp4_codes};

void mr_avx2_linear_mxfp4(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    linear_panel(&mxfp4, task, panel, scratch);
}

void mr_avx2_prepare_mxfp4(const mr_linear_task *task, int64_t tile) { prepare_tile(&mxfp4, task, tile); }
