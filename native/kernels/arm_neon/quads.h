/* arm_neon/quads.h - codes as the packed panel has them, 4 rows x 4 elements in 16 bytes: [elements / 4][8][4][4]. */
#ifndef MR_NEON_QUADS_H
#define MR_NEON_QUADS_H

#include "panel.h"

INLINE void put_codes(int8_t *codes, int octet, int quad, int8x16_t a, int8x16_t b) {
    vst1q_s8(codes + 256 * octet + 16 * quad, a);
    vst1q_s8(codes + 256 * octet + 128 + 16 * quad, b);
}

#endif
