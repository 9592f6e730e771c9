/*
 * x86_avx512/operands.h - what a tile reads: prepared tokens, and the codes and scales of a group of a panel, which its
 * first tile unpacks from the panel and leaves in a slab for the others. The slab and the sums are aligned to 64.
 */
#ifndef MR_AVX512_OPERANDS_H
#define MR_AVX512_OPERANDS_H

#include "block.h"
#include "prepare.h"

enum { AHEAD = 9216 }; /* bytes between what is read and what is asked for */

/* What a group of a panel was unpacked to: codes in the order of MR_BYTE, and scales. */
typedef struct {
    float d[BLOCKS][MR_PANEL], m[BLOCKS][MR_PANEL];
    int32_t scales[16][MR_PANEL];
    uint8_t codes[BLOCKS * 1024];
} group_slab;

/* How a tile comes by codes: it unpacks them in registers; the same, and keeps them in the slab; finds them there. */
typedef enum { DIRECT, FIRST, LATER } source;

/* What a tile reads and writes. */
typedef struct {
    const uint8_t *blocks; /* of the group */
    group_slab *slab;
    const uint8_t *x;        /* the tile's tokens, prepared */
    float (*sums)[MR_PANEL]; /* of the tile's first token */
    int count;               /* blocks of 32 in the group */
    __mmask16 kept;          /* of the sums: all, or nothing in the first group */
} operands;

/* Prepared tokens; see prepare.h. */
INLINE __m512i token_codes(const operands *o, int quad, int t) {
    return _mm512_set1_epi32(int_at(o->x + TOKEN_BYTES * t + 4 * quad));
}
INLINE __m512i token_mins(const operands *o, int i, int t) {
    return _mm512_set1_epi32(int_at(o->x + TOKEN_BYTES * t + STARTS_AT + 4 * i));
}
/* In the place of minima, where there are none. */
INLINE __m512i token_start(const kind *k, const operands *o, int i, int t) {
    return k->has_m ? _mm512_setzero_si512() : token_mins(o, i, t);
}
INLINE __m512i token_shift(const operands *o, int j, int t) {
    return _mm512_set1_epi32(int_at(o->x + TOKEN_BYTES * t + SHIFTS_AT + 4 * j));
}
INLINE __m512 token_scale(const operands *o, int t) {
    return _mm512_castsi512_ps(_mm512_set1_epi32(int_at(o->x + TOKEN_BYTES * t + SCALE_AT)));
}

INLINE __m512i unpacked(const kind *k, const operands *o, source from, int j, int h, int g) {
    uint8_t *kept = o->slab->codes + 1024 * j + 512 * h + 64 * g;
    if (from == LATER && k->storage != MR_BYTE) {
        return _mm512_load_si512(kept);
    }
    __m512i u = k->sub ? codes_of(k, o->blocks, j, h, g) : codes_of(k, o->blocks + j * block_bytes(k), 0, h, g);
    if (from == FIRST && k->storage != MR_BYTE) {
        _mm512_store_si512(kept, u);
    }
    return u;
}

INLINE __m512 float_at(source from, float *kept, __m512 fresh) {
    if (from == LATER) {
        return _mm512_load_ps(kept);
    }
    if (from == FIRST) {
        _mm512_store_ps(kept, fresh);
    }
    return fresh;
}

INLINE __m512i int_scale_at(const kind *k, const operands *o, source from, int i, int h) {
    int32_t *kept = o->slab->scales[i] + 16 * h;
    if (from == LATER) {
        return _mm512_load_si512(kept);
    }
    __m512i fresh = sub_scale_of(k, o->blocks, i, h);
    if (from == FIRST) {
        _mm512_store_si512(kept, fresh);
    }
    return fresh;
}

/*
 * One or two tokens leave the CPU's own prefetchers time enough, and they reach 30 GB/s on a Zen 4 core where hints
 * reach 22; with more tokens, hints into the second cache reach 75 % of the int8 peak for Q4_K at n = 4, none 28 %.
 */
INLINE void fetch_ahead(const uint8_t *block, int bytes, int tokens) {
    if (tokens < 3) {
        return;
    }
#pragma GCC unroll 20
    for (int i = 0; i < bytes; i += 64) {
        _mm_prefetch((const char *)block + AHEAD + i, _MM_HINT_T1);
    }
}

/* Scales are read along with codes, a line now and then; prefetchers follow the codes only if these came first. */
INLINE void touch_scales(const kind *k, const uint8_t *block) {
    for (int i = 0; i < codes_at(k); i += 64) {
        _mm_prefetch((const char *)block + i, _MM_HINT_T0);
    }
}

#endif
