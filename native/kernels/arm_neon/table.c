/* arm_neon/table.c - the kernels of this folder, and those that take the place of some where the CPU has more. */
#include "vector.h"

#include "body/declare.h"

mr_linear_panel NAME(sdot_linear_any), NAME(i8mm_linear_any);
int64_t NAME(sdot_probe_int8)(int64_t turns, uint8_t *scratch);

static void put_linear(mr_kernels *table, mr_linear_panel *kernel) {
    for (int32_t id = 0; id < MR_TYPES; id++) {
        if (table->linear[id] == NAME(linear_any)) {
            table->linear[id] = kernel;
        }
    }
}

void mr_kernels_neon(mr_kernels *table) { fill_table(table); }

void mr_kernels_neon_sdot(mr_kernels *table) {
    put_linear(table, NAME(sdot_linear_any));
    table->probe_int8 = NAME(sdot_probe_int8);
}

void mr_kernels_neon_i8mm(mr_kernels *table) {
    put_linear(table, NAME(i8mm_linear_any));
    table->probe_int8 = NAME(sdot_probe_int8);
}
