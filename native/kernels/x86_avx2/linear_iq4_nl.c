/* x86_avx2/linear_iq4_nl.c - products with IQ4_NL weights: panel.h with what that type is made of. */
#include "linear.h"
#include "panel.h"

static const kind iq4_nl = {.storage = MR_NIBBLE, .bits = 0, .twos = 0, .zero = 128,
                            .has_m = 0, .sub = 0, .scale_bytes = 64, .most = 241, .table = mr_nonlinear_codes};

void mr_avx2_linear_iq4_nl(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    linear_panel(&iq4_nl, task, panel, scratch);
}

void mr_avx2_prepare_iq4_nl(const mr_linear_task *task, int64_t tile) { prepare_tile(&iq4_nl, task, tile); }
