/*
 * check_digest.c - one number an operation, over all bits of its results for inputs that are always the same. Every
 * table must give it; scripts/check-arm also compares it between x86-64 and AArch64.
 */
#include "kernels.h"
#include "tables.h"
#include "weights.h"

enum { N = 37, D = 768, M = 77, HEADS = 6, HEAD = 64, POSITIONS = 150, BLOCKS = 3, COUNT = 9, ROW_CASES = 21 };

static float *x, *y, *gain, *bias, *out;
static rounded_rows rounded;
static uint8_t *cache;

/* FNV-1a; every NaN counts as the same one. */
static uint64_t digest_of(const void *bits, int64_t words) {
    uint64_t digest = 0xcbf29ce484222325u;
    for (int64_t i = 0; i < words; i++) {
        float value;
        memcpy(&value, (const uint8_t *)bits + 4 * i, sizeof value);
        digest = (digest ^ (isnan(value) ? 0x7fc00000u : bits_of(value))) * 0x100000001b3u;
    }
    return digest;
}

static uint64_t product(mr_context *c, const weight_type *type) {
    state = (uint64_t)type->id;
    int mark = operand_count;
    const uint8_t *panels = packed(type, random_rows(type, M, D), M, D);
    multiply(c, type, panels, M, D, x, &rounded, N, bias, out);
    uint64_t digest = digest_of(out, N * M);
    static const int32_t ids[] = {0, M - 1, 40};
    must(mr_embed(c, type->id, panels, ids, 3, D, 1.7f, out), "mr_embed");
    release_to(mark);
    return digest ^ digest_of(out, 3 * D);
}

/* 150 positions of one sequence in blocks of 64, the last 37 of them asked. reach: of a bias, or -1 for none. */
static uint64_t attention(mr_context *c, int32_t type, float soft_cap, int32_t window, int64_t reach) {
    static const int32_t stored[4] = {0, POSITIONS, 0, 0}, asked[4] = {0, N, POSITIONS - N, 0}, blocks[] = {2, 0, 1};
    int64_t bytes = BLOCKS * (HEADS / 2) * mr_head_bytes(type, HEAD);
    memset(cache, 0, (size_t)bytes);
    must(mr_store(c, y, x, cache, type, HEADS / 2, HEAD, stored, 1, blocks), "mr_store");
    must(mr_attend(c, y, cache, type, HEADS, HEADS / 2, HEAD, asked, 1, blocks, 0.125f, soft_cap, window, 0,
                   reach < 0 ? NULL : gain, reach, out),
         "mr_attend");
    return digest_of(cache, bytes / 4) ^ digest_of(out, (int64_t)N * HEADS * HEAD);
}

static uint64_t quantized(mr_context *c) {
    must(mr_quantize(c, x, N, D, rounded.codes, rounded.scales, rounded.shifts, rounded.sums), "mr_quantize");
    return digest_of(rounded.codes, N * D / 4) ^ digest_of(rounded.scales, N * D / 256) ^
           digest_of(rounded.shifts, N * D / 32) * 3 ^ digest_of(rounded.sums, N * D / 16) * 5;
}

static uint64_t rows(mr_context *c, int operation) {
    memcpy(out, x, sizeof(float) * N * D);
    switch (operation) {
    case 0: must(mr_rms_norm(c, x, gain, 1e-6f, out, N, D), "mr_rms_norm"); break;
    case 1: must(mr_layer_norm(c, x, gain, bias, 1e-5f, out, N, D), "mr_layer_norm"); break;
    case 2: must(mr_add(c, x, y, out, N * D), "mr_add"); break;
    case 3: must(mr_scale(c, out, 0.37f, N * D), "mr_scale"); break;
    case 4: must(mr_soft_cap(c, out, 3.5f, N * D), "mr_soft_cap"); break;
    case 5: must(mr_rotate(c, out, N, HEADS, D / HEADS, HEAD / 2 - 1, y, gain), "mr_rotate"); break;
    case 6: must(mr_sum_exponentials(c, x, N, D - 5, out, out + N), "mr_sum_exponentials"); break;
    case 7: must(mr_top(c, x, N, D - 5, COUNT, out, (int32_t *)(void *)(out + N * COUNT)), "mr_top"); break;
    case 8: return quantized(c);
    case 9:
    case 10:
    case 11:
    case 12: must(mr_activate(c, operation - 9, x, out, N * D), "mr_activate"); break;
    case 13: must(mr_gate(c, 1, x, y, out, N * D), "mr_gate"); break;
    case 14: return attention(c, MR_F16, 0.0f, INT32_MAX, -1);
    case 15: return attention(c, MR_F16, 5.0f, 70, -1);
    case 16: return attention(c, MR_F32, 0.0f, INT32_MAX, -1);
    case 17: return attention(c, MR_BF16, 0.0f, INT32_MAX, -1);
    case 18: return attention(c, MR_Q8_0, 0.0f, INT32_MAX, -1);
    case 19: return attention(c, MR_F32, 5.0f, INT32_MAX, 40);
    default: return attention(c, MR_BF16, 0.0f, 70, 7);
    }
    return digest_of(out, N * D);
}

static void report(const char *name, int number) {
    uint64_t expected = 0;
    for (int i = 0; i < table_count; i++) {
        about("%s: digest of %s %d", tables[i].name, name, number);
        uint64_t digest = number < ROW_CASES ? rows(tables[i].context, number)
                                             : product(tables[i].context, &weight_types[number - ROW_CASES]);
        if (i > 0 && digest != expected) {
            fail("is %016llx, expected %016llx", (unsigned long long)digest, (unsigned long long)expected);
        }
        expected = digest;
    }
    printf("digest %s %d %016llx\n", name, number, (unsigned long long)expected);
}

int main(void) {
    start("check_digest");
    open_tables();
    state = 1;
    x = floats(POSITIONS * D);
    y = floats(POSITIONS * D);
    gain = floats(N * D);
    bias = floats(D);
    out = empty_floats(N * D);
    rounded = empty_rows(N, D);
    cache = operand((int64_t)BLOCKS * HEADS * 2 * HEAD * 64 * 4, 4);
    for (int operation = 0; operation < ROW_CASES; operation++) {
        report("operation", operation);
    }
    for (int type = 0; type < WEIGHT_TYPES; type++) {
        report(weight_types[type].name, ROW_CASES + type);
    }
    release_to(0);
    close_tables();
    printf("check_digest: passed\n");
    return 0;
}
