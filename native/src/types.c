/* types.c - the table of block types; the facts are those of formats.md, the panel layout that of types.h. */
#include "types.h"

#include <stddef.h>

const uint8_t mr_nonlinear_codes[16] = {1, 24, 45, 63, 79, 93, 106, 118, 129, 141, 153, 166, 181, 197, 217, 241};

const uint8_t mr_fp4_codes[16] = {12, 13, 14, 15, 16, 18, 20, 24, 12, 11, 10, 9, 8, 6, 4, 0};

/* block, block_bytes, storage, bits, twos, zero, has_m, sub, table */
static const mr_type types[MR_TYPES] = {
    [MR_F32] = {1, 4, MR_BYTE, 0, 0, 0, 0, 0, NULL},
    [MR_F32_ROWS] = {1, 4, MR_BYTE, 0, 0, 0, 0, 0, NULL},
    [MR_F16] = {1, 2, MR_BYTE, 0, 0, 0, 0, 0, NULL},
    [MR_BF16] = {1, 2, MR_BYTE, 0, 0, 0, 0, 0, NULL},
    [MR_Q4_0] = {32, 18, MR_NIBBLE, 0, 0, 8, 0, 0, NULL},
    [MR_Q4_1] = {32, 20, MR_NIBBLE, 0, 0, 0, 1, 0, NULL},
    [MR_Q5_0] = {32, 22, MR_NIBBLE, 1, 0, 16, 0, 0, NULL},
    [MR_Q5_1] = {32, 24, MR_NIBBLE, 1, 0, 0, 1, 0, NULL},
    [MR_Q8_0] = {32, 34, MR_BYTE, 0, 0, 128, 0, 0, NULL},
    [MR_IQ4_NL] = {32, 18, MR_NIBBLE, 0, 0, 128, 0, 0, mr_nonlinear_codes},
    [MR_MXFP4] = {32, 17, MR_NIBBLE, 0, 0, 12, 0, 0, mr_fp4_codes},
    [MR_Q2_K] = {256, 84, MR_TWO, 0, 0, 0, 1, 16, NULL},
    [MR_Q3_K] = {256, 110, MR_TWO, 1, 0, 4, 0, 16, NULL},
    [MR_Q4_K] = {256, 144, MR_NIBBLE, 0, 0, 0, 1, 32, NULL},
    [MR_Q5_K] = {256, 176, MR_NIBBLE, 1, 0, 0, 1, 32, NULL},
    [MR_Q6_K] = {256, 210, MR_NIBBLE, 0, 1, 32, 0, 16, NULL},
    [MR_IQ4_XS] = {256, 136, MR_NIBBLE, 0, 0, 128, 0, 32, mr_nonlinear_codes},
};

const mr_type *mr_type_of(int32_t id) {
    return id >= 0 && id < MR_TYPES && types[id].block != 0 ? &types[id] : NULL;
}

mr_parts mr_parts_of(const mr_type *type) {
    static const int32_t code_bytes[] = {[MR_NIBBLE] = 512, [MR_BYTE] = 1024, [MR_TWO] = 256};
    mr_parts parts = {.d = 0, .m = type == &types[MR_MXFP4] ? 32 : 64};
    int32_t subs = type->sub ? type->block / type->sub : 0;
    parts.scales = parts.m + (type->has_m ? 64 : 0);
    parts.mins = parts.scales + 32 * subs;
    parts.codes = parts.mins + (type->has_m ? 32 * subs : 0);
    parts.bits = parts.codes + code_bytes[type->storage];
    parts.twos = parts.bits + (type->bits ? 128 : 0);
    parts.step = parts.twos + (type->twos ? 256 : 0) - parts.codes;
    parts.bytes = parts.codes + parts.step * (type->block / 32);
    return parts;
}
