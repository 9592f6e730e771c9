/*
 * tile.h - the inner loop of float products: rows of numbers times vectors, one chain of fma an output.
 *
 * acc[row][v] = fma(a[row][i], b[i][v], acc[row][v]) for i ascending, where a number is spread over all lanes. The
 * lanes are those of one register, and rows and vectors are constants where this is inlined, so that the accumulators
 * stay in registers: rows * vectors of them, one vector, and whichever of a column of a and a row of b is shorter.
 */
#ifndef MR_BODY_TILE_H
#define MR_BODY_TILE_H

typedef lanes tile[TILE_ROWS][MOST_VECTORS];

/* a[row * row_step + i * step]; vectors of the type at b + i * bytes. */
typedef struct {
    const float *a;
    int64_t row_step, step;
    const uint8_t *b;
    int64_t bytes;
    int32_t type;
    const uint8_t *next; /* NULL, or what is fetched meanwhile */
    int64_t next_bytes;  /* so many bytes of it a step: as b has between vectors, or less than a line */
} factors;

INLINE lanes number_lanes(int32_t type, const uint8_t *p, int v) {
    switch (type) {
    case MR_F32: return load_lanes((const float *)(const void *)p + LANES * v);
    case MR_F16: return widen_lanes(p + 2 * LANES * v);
    default: return widen_brain_lanes(p + 2 * LANES * v);
    }
}

INLINE void multiply_step(tile acc, const factors *f, int rows, int vectors, int64_t i) {
    const float *a = f->a + i * f->step;
    const uint8_t *b = f->b + i * f->bytes;
    lanes held[TILE_ROWS + MOST_VECTORS];
    if (vectors <= rows) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) {
            held[v] = number_lanes(f->type, b, v);
        }
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++) {
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) {
                acc[r][v] = fma_spread(a + r * f->row_step, held[v], acc[r][v]);
            }
        }
        return;
    }
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
        held[r] = splat_lanes(a[r * f->row_step]);
    }
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) {
        lanes x = number_lanes(f->type, b, v);
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++) {
            acc[r][v] = fma_lanes(held[r], x, acc[r][v]);
        }
    }
}

/* The chains from i = from to end - 1. */
INLINE void multiply(tile acc, const factors *f, int rows, int vectors, int64_t from, int64_t end) {
    if (f->next == NULL) {
        for (int64_t i = from; i < end; i++) {
            multiply_step(acc, f, rows, vectors, i);
        }
        return;
    }
    if (f->next_bytes < 64) {
        for (int64_t i = from; i < end; i++) {
            __builtin_prefetch(f->next + i * f->next_bytes);
            multiply_step(acc, f, rows, vectors, i);
        }
        return;
    }
    for (int64_t i = from; i < end; i++) {
        for (int64_t line = 0; line < f->bytes; line += 64) {
            __builtin_prefetch(f->next + i * f->bytes + line);
        }
        multiply_step(acc, f, rows, vectors, i);
    }
}

INLINE void clear(tile acc, int rows, int vectors) {
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) {
            acc[r][v] = splat_lanes(0.0f);
        }
    }
}

#endif
