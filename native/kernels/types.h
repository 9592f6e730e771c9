/*
 * types.h - the block types of weights and how their packed panels are laid out.
 *
 * A panel is 32 rows. Along k it is a run of panel blocks, each of 32 elements (the 32-element types) or 256 (the
 * K-types), without padding. All lies in the order in which a product reads it, so that a panel streams from memory
 * line by line; a CPU follows nothing else at full speed. A block begins with its scales:
 *
 *   d       32 x f16 (MXFP4: 32 x e8m0)
 *   m       32 x f16: m or dmin, where the type has it
 *   scales  one byte a sub-block and row: [sub-block][32], signed or unsigned
 *   mins    [sub-block / 2][32][2] bytes, where the type has minima of sub-blocks
 *
 * Then for every 32 elements the codes, for 2 halves h of 16 rows. "Lane" is 4 * row + (k % 4), g is k / 4 % 8:
 *
 *   codes   NIBBLE  byte 128 * (g % 4) + 64 * h + lane; g below 4 in the low bits, else in the high ones
 *           BYTE    byte 128 * g + 64 * h + lane
 *           TWO     byte 128 * (g / 4) + 64 * h + lane, bits 2 * (g % 4)
 *   bits    one more bit above the codes: byte 16 * g + 8 * h + lane / 8, bit lane % 8
 *   twos    two more bits above the codes, laid out as TWO
 *
 * Weights that are plain numbers: [k][32] in their own format; MR_F32_ROWS (millrace.h): [32][k].
 */
#ifndef MR_TYPES_H
#define MR_TYPES_H

#include <stdint.h>
#include <string.h>

#include "millrace.h"

enum {
    MR_F32 = 0,
    MR_F16 = 1,
    MR_Q4_0 = 2,
    MR_Q4_1 = 3,
    MR_Q5_0 = 6,
    MR_Q5_1 = 7,
    MR_Q8_0 = 8,
    MR_Q2_K = 10,
    MR_Q3_K = 11,
    MR_Q4_K = 12,
    MR_Q5_K = 13,
    MR_Q6_K = 14,
    MR_IQ4_NL = 20,
    MR_IQ4_XS = 23,
    MR_BF16 = 30,
    MR_MXFP4 = 39,
    MR_TYPES = 40
};

typedef enum { MR_NIBBLE, MR_BYTE, MR_TWO } mr_storage;

typedef struct {
    int32_t block;       /* elements of a file block and of a panel block: 1, 32 or 256 */
    int32_t block_bytes; /* of a file block */
    mr_storage storage;
    int32_t bits;   /* 1 if there is a bit plane */
    int32_t twos;   /* 1 if there is a plane of two more bits */
    int32_t zero;   /* z of numerics.md 2: the value of a code is u - z */
    int32_t has_m;  /* 1 if there is an m or dmin */
    int32_t sub;    /* elements of a sub-block: 16 or 32; K-types only */
    const uint8_t *table; /* the unsigned code u that a stored nibble stands for, or NULL where it is u */
} mr_type;

/* The unsigned codes that stored nibbles stand for: the values of IQ4_NL and IQ4_XS plus 128, doubled E2M1 plus 12. */
extern const uint8_t mr_nonlinear_codes[16], mr_fp4_codes[16];

/* NULL for a type that is not supported. */
const mr_type *mr_type_of(int32_t id);

/* Byte offsets in a panel block: of its scales, and of what the first 32 elements have; `step` bytes on, the next have. */
typedef struct {
    int32_t d, m, scales, mins, codes, bits, twos, step, bytes;
} mr_parts;

mr_parts mr_parts_of(const mr_type *type);

/* The e8m0 scale of MXFP4: 2^(e - 128), subnormal for 0 and 1. */
static inline float mr_scale_of_exponent(uint8_t e) {
    uint32_t bits = e < 2 ? 0x00200000u << e : (uint32_t)(e - 1) << 23;
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

#endif
