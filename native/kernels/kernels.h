/*
 * kernels.h - the table of kernels that each instruction set fills.
 *
 * A kernel works on one row, one panel or one item; src/ splits the work among threads and knows no instruction set.
 * Kernels allocate nothing: they get scratch from their thread. How to add one: native/kernels/README.md.
 */
#ifndef MR_KERNELS_H
#define MR_KERNELS_H

#include <stdint.h>

#include "millrace.h"
#include "types.h"

/* A product of quantized rows with a packed weight; see mr_linear_quantized. */
typedef struct {
    int32_t type;
    int64_t n, m, k;
    const uint8_t *panels;
    int64_t panel_bytes;
    const int8_t *codes;
    const float *scales;
    const int32_t *shifts;
    const int32_t *sums;
    const int32_t *zeros; /* [n][k/32] or [n][k/16], as type.sub: -z * sum of the codes; where the type has a z */
    const int16_t *mins;  /* [n][k/32] or [n][k/16]: sum of the codes << shift; where the type has minima */
    uint8_t *prepared;    /* what the table's prepare makes of the rows, where it has one */
    const float *x;       /* for weights that are plain numbers: [n][k], or where turned [tile][k][tokens] */
    int32_t turned;
    const float *bias;    /* or NULL */
    float *out;
} mr_linear_task;

/* One attention over the cache; see mr_attend. */
typedef struct {
    const float *q;
    const uint8_t *cache;
    int32_t type;
    int64_t h, g, e;
    const int32_t *sequences;
    int64_t count;
    const int32_t *blocks;
    float scale, soft_cap;
    int32_t window, full;
    const float *bias; /* or NULL */
    int64_t reach;     /* a row of it has 2 * reach + 1 numbers */
    float *out;
} mr_attention_task;

/* Rows of one sequence and one key/value head that are computed together. */
typedef struct {
    int32_t sequence;
    int32_t head;       /* key/value head */
    int32_t first_row;  /* within the sequence */
    int32_t rows;       /* positions */
    int32_t first_query; /* within the heads that share the key/value head */
    int32_t queries;
    int32_t first_segment, segments; /* those to attend; the others are attended by other items */
    float *parts; /* NULL if they are all; else where the results of the item's rows go, see mr_part_floats */
} mr_attention_item;

/* Draws from rows of logits; see mr_draw. */
typedef struct {
    const float *x;
    int64_t n, c, width;
    const int32_t *rows;
    const float *factors;
    const int32_t *top_k;
    const float *top_p, *min_p;
    const int32_t *uniforms;
    float *values;
    int32_t *columns;
} mr_draw_task;

/* Of the result of one segment and pair of position and query head: maximum, denominator, elements padded with zeros. */
static inline int64_t mr_part_floats(int64_t e) { return 2 + (e + 15) / 16 * 16; }

typedef void mr_linear_panel(const mr_linear_task *task, int64_t panel, uint8_t *scratch);

/* Rearranges a tile of tokens into task->prepared, once a product, as the table's panels read it. */
typedef void mr_prepare_tile(const mr_linear_task *task, int64_t tile);

/* Tiles as even as they can be: 32 tokens by 6 are 6, 6, 5, 5, 5, 5. */
static inline int64_t mr_tiles(int64_t n, int64_t most) { return (n + most - 1) / most; }

static inline int64_t mr_tile_start(int64_t n, int64_t most, int64_t tile) {
    int64_t tiles = mr_tiles(n, most), size = n / tiles, larger = n % tiles;
    return tile * size + (tile < larger ? tile : larger);
}

typedef struct {
    void (*quantize_row)(const float *x, int64_t k, int8_t *codes, float *scales, int32_t *shifts, int32_t *sums);
    mr_linear_panel *linear[MR_TYPES];  /* by type id; NULL where there is none */
    mr_prepare_tile *prepare[MR_TYPES]; /* NULL where the panels read the rows as they are */
    int32_t quantized_tokens; /* of a prepared tile, at most */
    int32_t float_tokens; /* of a tile, at most, where weights are plain numbers; n is at most MR_TOKENS there */
    void (*rms_norm_row)(const float *x, const float *gain, float epsilon, float *out, int64_t d);
    void (*layer_norm_row)(const float *x, const float *gain, const float *bias, float epsilon, float *out, int64_t d);
    void (*rotate_row)(float *x, int64_t heads, int64_t e, int64_t r, const float *cosine, const float *sine);
    void (*activate)(int32_t f, const float *x, float *out, int64_t count);
    void (*evaluate)(int32_t f, const float *x, float *out, int64_t count); /* for tests; body/elementwise.h */
    void (*gate)(int32_t f, const float *gate, const float *up, float *out, int64_t count);
    void (*add)(const float *a, const float *b, float *out, int64_t count);
    void (*scale)(float *x, float factor, int64_t count);
    void (*soft_cap)(float *x, float cap, int64_t count);
    void (*store_row)(const float *key, const float *value, uint8_t *block, int32_t type, int64_t e, int64_t slot);
    void (*attend)(const mr_attention_task *task, const mr_attention_item *item, uint8_t *scratch);
    void (*merge)(const mr_attention_task *task, const mr_attention_item *item, uint8_t *scratch); /* of all its parts */
    void (*sum_exponentials_row)(const float *x, int64_t c, float *maximum, float *sum);
    void (*top_row)(const float *x, int64_t c, int64_t count, float *values, int32_t *columns);
    void (*draw_row)(const mr_draw_task *task, int64_t draw, uint8_t *scratch);
    int64_t (*probe_int8)(int64_t turns, uint8_t *scratch); /* the operations done; body/probe.h */
    int64_t (*probe_f32)(int64_t turns, uint8_t *scratch);
    uint32_t (*probe_read)(const uint8_t *from, int64_t bytes, int32_t streams, int32_t ahead); /* sum of its words */
} mr_kernels;

enum {
    MR_PANEL = 32,            /* rows of a panel */
    MR_GROUP = 256,           /* elements that share an activation scale */
    MR_BLOCK = 64,            /* positions of a cache block */
    MR_SEGMENT = 512,         /* positions of a running softmax */
    MR_TOKENS = 512,          /* rows of one pass over a panel, of plain numbers */
    MR_QUANTIZED_PASS = 96,   /* the same of quantized rows */
    MR_ATTENTION_ROWS = 64,   /* query rows x heads of one item, at most */
    MR_PREPARED = 2560,       /* bytes of a prepared tile a group, at most; aligned to 64 */
    MR_PROBE_LINES = 4,       /* cache lines that a probe reads from one stream before it turns to the next */
    MR_SCRATCH = 1 << 20      /* bytes a thread; see attention.h and linear for what lies in it */
};

/* Groups of 32 elements of a head that share a scale in a Q8_0 cache. */
static inline int64_t mr_code_groups(int64_t e) { return (e + 31) / 32; }

/* Bytes of the keys of one head in a cache block, which its values follow; io.millrace.kernel.BlockLayout. */
static inline int64_t mr_key_bytes(int32_t type, int64_t e) {
    switch (type) {
    case MR_Q8_0: return MR_BLOCK * (e + 2 * mr_code_groups(e));
    case MR_BF16: return 2 * MR_BLOCK * (e + e % 2);
    default: return MR_BLOCK * e * (type == MR_F16 ? 2 : 4);
    }
}

/* Bytes of one head in a cache block. */
static inline int64_t mr_head_bytes(int32_t type, int64_t e) {
    return mr_key_bytes(type, e) + (type == MR_BF16 ? 2 * MR_BLOCK * e : mr_key_bytes(type, e));
}

/* Each folder fills a table under its own name. */
void mr_kernels_generic(mr_kernels *table);
void mr_kernels_avx2(mr_kernels *table);
void mr_kernels_avx512(mr_kernels *table);
void mr_kernels_neon(mr_kernels *table);

/* Puts the attention that multiplies pairs of BF16 numbers into the avx512 table. */
void mr_kernels_avx512_bf16(mr_kernels *table);

/* Put the products that need more than NEON into its table. */
void mr_kernels_neon_sdot(mr_kernels *table);
void mr_kernels_neon_i8mm(mr_kernels *table);

#endif
