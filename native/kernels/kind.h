/*
 * kind.h - what a block type is made of and where its parts lie in a panel block (types.h), as constants.
 *
 * The file of a type defines its kind, and what works on it is inlined there, so that no choice is left at run time.
 */
#ifndef MR_KIND_H
#define MR_KIND_H

#include "body/common.h"

enum { BLOCKS = 8 }; /* of 32 elements in a group of 256 */

typedef struct {
    mr_storage storage;
    int bits, twos, zero, has_m, sub; /* as mr_type */
    int scale_bytes;                  /* of d for 32 rows: 64, or 32 for e8m0 */
    int most;                         /* the largest unsigned code */
    const uint8_t *table;             /* 16 codes, or NULL */
} kind;

INLINE int m_at(const kind *k) { return k->scale_bytes; }
INLINE int scales_at(const kind *k) { return m_at(k) + (k->has_m ? 64 : 0); }
INLINE int mins_at(const kind *k) { return scales_at(k) + (k->sub ? 32 * 256 / k->sub : 0); }
INLINE int codes_at(const kind *k) { return mins_at(k) + (k->sub && k->has_m ? 32 * 256 / k->sub : 0); }
INLINE int bits_at(const kind *k) {
    return codes_at(k) + (k->storage == MR_NIBBLE ? 512 : k->storage == MR_BYTE ? 1024 : 256);
}
INLINE int twos_at(const kind *k) { return bits_at(k) + (k->bits ? 128 : 0); }
INLINE int step_of(const kind *k) { return twos_at(k) + (k->twos ? 256 : 0) - codes_at(k); }
INLINE int block_bytes(const kind *k) { return codes_at(k) + step_of(k) * (k->sub ? BLOCKS : 1); }

#endif
