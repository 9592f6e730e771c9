/*
 * millrace.h - the C side of io.millrace.kernel.Kernels.
 *
 * Rules that hold for every function here:
 *   - matrices are dense and row-major; n, m, k, d, e count elements, never bytes (letters: kernel/package-info.java);
 *   - the order of every rounding is that of numerics.md, the same in every instruction set;
 *   - arguments were checked by the caller; only conditions that C alone can see are reported, as a negative mr_status.
 *     Nothing aborts, prints, or keeps a pointer after returning (a context keeps scratch of its own);
 *   - floats and ints need 4-byte alignment only, packed weights and scratch 64; no function touches bytes outside
 *     its operands. The floating-point control register is set on entry and restored on return.
 */
#ifndef MILLRACE_H
#define MILLRACE_H

#include <stdint.h>

#define MR_API __attribute__((visibility("default")))

typedef int32_t mr_status;
enum {
    MR_OK = 0,
    MR_NO_MEMORY = -1,       /* scratch space could not be allocated */
    MR_ISA_UNSUPPORTED = -2, /* this CPU, or its operating system, cannot run the requested table */
    MR_TYPE_UNSUPPORTED = -3,
    MR_HEAD_TOO_LARGE = -4 /* attention heads of more than MR_MAX_HEAD elements */
};

/* MR_ISA_BEST asks the CPU; the others force one table, for tests and comparisons. */
enum { MR_ISA_BEST = 0, MR_ISA_GENERIC = 1, MR_ISA_AVX2 = 2, MR_ISA_AVX512 = 3, MR_ISA_NEON = 4 };

enum { MR_MAX_HEAD = 512 };

/* Packs F32 weights as plain rows, for OpenBLAS: another number for the type in all calls with that weight. */
enum { MR_F32_ROWS = 38 };

/* A table of kernels and a share in the threads of the process, which all contexts use. One thread calls at a time. */
typedef struct mr_context mr_context;

/* The version of this interface; Java refuses a library that gives another. */
MR_API int32_t mr_abi_version(void);

/* 1 if this CPU and its operating system can run the table. */
MR_API int32_t mr_isa_supported(int32_t isa);

/* The table that MR_ISA_BEST stands for here. */
MR_API int32_t mr_isa_best(void);

/* 1 if OpenBLAS is loaded in this process; weights of type MR_F32_ROWS need it. */
MR_API int32_t mr_blas_available(void);

/* threads: 1 to 1024, the caller included. NULL if the table cannot run or memory is short. */
MR_API mr_context *mr_context_create(int32_t isa, int32_t threads);
MR_API void mr_context_destroy(mr_context *context);

/* Zeroed memory aligned to 64 bytes, in huge pages where the system gives them; NULL if there is none. */
MR_API void *mr_allocate(int64_t bytes);
MR_API void mr_release(void *memory, int64_t bytes);

/* Bytes of one packed panel of 32 rows of k elements; 0 for a type that is not supported. */
MR_API int64_t mr_panel_bytes(int32_t type, int64_t k);

/*
 * Packs rows of a weight, as GGUF stores them, into panels of 32 rows. May be called by several threads at once.
 * rows: the last panel may be partial; its missing rows become zero.
 */
MR_API mr_status mr_pack(int32_t type, const uint8_t *rows, int64_t m, int64_t k, uint8_t *panels);

/* out[n,k] = decoded row ids[i] of the packed weight * factor. */
MR_API mr_status mr_embed(mr_context *context, int32_t type, const uint8_t *panels, const int32_t *ids, int64_t n,
                          int64_t k, float factor, float *out);

/* Rounds rows x[n,k] to int8; operands as io.millrace.kernel.QuantizedRows. k is a multiple of 32. */
MR_API mr_status mr_quantize(mr_context *context, const float *x, int64_t n, int64_t k, int8_t *codes, float *scales,
                             int32_t *shifts, int32_t *sums);

/* out[n,m] = x[n,k] * w[m,k]^T + bias[m]; F32, F16 and BF16 weights, and F32 rows by OpenBLAS. bias may be NULL. */
MR_API mr_status mr_linear_float(mr_context *context, int32_t type, const uint8_t *panels, int64_t m, int64_t k,
                                 const float *x, int64_t n, const float *bias, float *out);

/* One of several products of the same rows: out[n,m] = x[n,k] * w[m,k]^T + bias[m]. All words have 64 bits. */
typedef struct {
    int64_t type;
    const uint8_t *panels;
    int64_t m;
    const float *bias; /* or NULL */
    float *out;
} mr_product;

enum { MR_PRODUCTS = 4 };

/* Up to MR_PRODUCTS products of quantized weights, of any types, and rows from mr_quantize. */
MR_API mr_status mr_linear_quantized(mr_context *context, const mr_product *products, int32_t count, int64_t k,
                                     const int8_t *codes, const float *scales, const int32_t *shifts,
                                     const int32_t *sums, int64_t n);

/* out = x / rms(row) * gain. out may be x. */
MR_API mr_status mr_rms_norm(mr_context *context, const float *x, const float *gain, float epsilon, float *out,
                             int64_t n, int64_t d);

/* out = (x - mean) / deviation * gain + bias. out may be x. */
MR_API mr_status mr_layer_norm(mr_context *context, const float *x, const float *gain, const float *bias,
                               float epsilon, float *out, int64_t n, int64_t d);

/* Rotates the first 2r elements of every head of x[n,heads,e] in pairs (i, i + r), in place; cosine and sine [n,r]. */
MR_API mr_status mr_rotate(mr_context *context, float *x, int64_t n, int64_t heads, int64_t e, int64_t r,
                           const float *cosine, const float *sine);

/* out = f(x) of count elements; f is an id of io.millrace.kernel.Activation. out may be x. */
MR_API mr_status mr_activate(mr_context *context, int32_t f, const float *x, float *out, int64_t count);

/* out = f(gate) * up of count elements. out may be an input. */
MR_API mr_status mr_gate(mr_context *context, int32_t f, const float *gate, const float *up, float *out,
                         int64_t count);

/* out = a + b. out may be an input. */
MR_API mr_status mr_add(mr_context *context, const float *a, const float *b, float *out, int64_t count);

/* x = x * factor, in place. */
MR_API mr_status mr_scale(mr_context *context, float *x, float factor, int64_t count);

/* x = cap * tanh(x / cap), in place. */
MR_API mr_status mr_soft_cap(mr_context *context, float *x, float cap, int64_t count);

/*
 * Writes keys and values [n,g,e] of the rows of a step into the cache; type is F16, F32, BF16 or Q8_0.
 * sequences: [count,4] first row, rows, first position, index of its first block; blocks: block tables back to back.
 */
MR_API mr_status mr_store(mr_context *context, const float *keys, const float *values, uint8_t *cache, int32_t type,
                          int64_t g, int64_t e, const int32_t *sequences, int64_t count, const int32_t *blocks);

/*
 * out[n,h,e] = attention of q[n,h,e] over the cache. full: 1 for no causal mask. window: positions a query sees.
 * bias: NULL, or [h, 2 * reach + 1], added to the score of a key at distance (its position - the query's) + reach;
 * distances beyond -reach and reach have the biases of these.
 */
MR_API mr_status mr_attend(mr_context *context, const float *q, const uint8_t *cache, int32_t type, int64_t h,
                           int64_t g, int64_t e, const int32_t *sequences, int64_t count, const int32_t *blocks,
                           float scale, float soft_cap, int32_t window, int32_t full, const float *bias,
                           int64_t reach, float *out);

/* Per row of x[n,c]: the maximum, and the sum of exp(x - maximum) in 16 lanes. */
MR_API mr_status mr_sum_exponentials(mr_context *context, const float *x, int64_t n, int64_t c, float *maximum,
                                     float *sum);

/* Per row of x[n,c]: its count largest elements, largest first, the lower column first among equals, NaN first. */
MR_API mr_status mr_top(mr_context *context, const float *x, int64_t n, int64_t c, int64_t count, float *values,
                        int32_t *columns);

/*
 * Draws from rows of x[n,c], which lies in stripes of width columns, each dense, back to back. Per draw: its row, the
 * factor of the elements, top_k (0: all), top_p, min_p, and a double in [0, 1) as two ints, low half first.
 * values, columns: the element drawn and where it stands; the largest of the row (NaN if there is one) and -1 if that,
 * or it times the factor, is not finite.
 */
MR_API mr_status mr_draw(mr_context *context, const float *x, int64_t n, int64_t c, int64_t width, int64_t draws,
                         const int32_t *rows, const float *factors, const int32_t *top_k, const float *top_p,
                         const float *min_p, const int32_t *uniforms, float *values, int32_t *columns);

/*
 * What this machine can do at most with the context's table and all its threads: the best rate that was seen while
 * measuring for about that many seconds, at least once each way. A multiply-add counts as two operations.
 * Gives 1e9 operations or bytes a second, or a negative mr_status.
 */
MR_API double mr_probe_int8(mr_context *context, double seconds);
MR_API double mr_probe_f32(mr_context *context, double seconds);

/*
 * Reading memory, 256 MB of it: the best of huge pages or small ones, of 1, 2 or 4 streams a thread, and of prefetching
 * 0 to 4 KiB ahead.
 */
MR_API double mr_probe_read(mr_context *context, double seconds);

#endif
