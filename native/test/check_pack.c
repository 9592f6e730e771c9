/* check_pack.c - packing and looking rows up: every type, every number of rows modulo 32, in one call or in several. */
#include "tables.h"
#include "weights.h"

static void embed(int table_index, const weight_type *type, const uint8_t *panels, const int32_t *ids, int64_t n,
                  int64_t k, float factor, float *out) {
    must(mr_embed(tables[table_index].context, type->id, panels, ids, n, k, factor, out), "mr_embed");
}

/* What lay there before leaves no trace, and neither does the cut into calls at multiples of 32 rows. */
static void compare_cuts(const weight_type *type, const uint8_t *rows, int64_t m, int64_t k, const uint8_t *panels) {
    int64_t bytes = panels_bytes(type, m, k), row_bytes = row_bytes_of(type, k);
    uint8_t *other = operand(bytes, 64);
    memset(other, 0x5a, (size_t)bytes);
    int64_t cut = m > 32 ? 32 : 0;
    must(mr_pack(type->id, rows + cut * row_bytes, m - cut, k, other + cut / 32 * mr_panel_bytes(type->id, k)), "rest");
    must(mr_pack(type->id, rows, cut, k, other), "first rows");
    same_bytes("panels", panels, other, bytes);
}

/* Each row looked up in the whole equals that row packed alone; rows that pad the last panel are zero. */
static void compare_rows(const weight_type *type, const uint8_t *rows, int64_t m, int64_t k, const uint8_t *panels) {
    float *alone = empty_floats(k), *whole = empty_floats(k);
    const int32_t zero = 0;
    for (int64_t row = 0; row < (m + 31) / 32 * 32; row++) {
        int mark = operand_count;
        int32_t *id = empty_ints(1);
        *id = (int32_t)row;
        embed(0, type, panels, id, 1, k, 1.0f, whole);
        if (row < m) {
            embed(0, type, packed(type, rows + row * row_bytes_of(type, k), 1, k), &zero, 1, k, 1.0f, alone);
            same_floats("row", alone, whole, k);
        }
        for (int64_t i = 0; row >= m && i < k; i++) {
            if (bits_of(whole[i]) != 0) {
                fail("element %lld of padding row %lld is %g, expected 0", (long long)i, (long long)row, (double)whole[i]);
            }
        }
        release_to(mark);
    }
}

/* Rows that follow each other or come again, as positions and types of tokens do, equal those looked up alone. */
static void compare_runs(const weight_type *type, int64_t m, int64_t k, const uint8_t *panels) {
    int64_t n = dimension(60);
    int32_t *ids = empty_ints(n);
    for (int64_t i = 0; i < n; i++) {
        ids[i] = (int32_t)(i > 0 && !chance(8) ? (ids[i - 1] + !chance(5)) % m : below(m));
    }
    float factor = chance(2) ? 1.0f : 1.7f, *together = empty_floats(n * k), *alone = empty_floats(k);
    embed(0, type, panels, ids, n, k, factor, together);
    for (int64_t i = 0; i < n; i++) {
        embed(0, type, panels, ids + i, 1, k, factor, alone);
        same_floats("row among others", alone, together + i * k, k);
    }
}

static void compare_tables(const weight_type *type, int64_t m, int64_t k, const uint8_t *panels) {
    int64_t n = dimension(60);
    int32_t *ids = empty_ints(n);
    for (int64_t i = 0; i < n; i++) {
        ids[i] = (int32_t)below(m);
    }
    float factor = chance(2) ? 1.0f : 1.7f, *expected = empty_floats(n * k);
    embed(0, type, panels, ids, n, k, factor, expected);
    freeze();
    for (int i = 1; i < table_count; i++) {
        int mark = operand_count;
        float *actual = empty_floats(n * k);
        embed(i, type, panels, ids, n, k, factor, actual);
        same_floats(tables[i].name, expected, actual, n * k);
        release_to(mark);
    }
}

static void refuse(int32_t id, int64_t k) {
    about("type %d, k=%lld", id, (long long)k);
    uint8_t byte = 0;
    float out = 0.0f;
    int32_t row = 0;
    if (mr_panel_bytes(id, k) != 0 || mr_pack(id, &byte, 1, k, &byte) != MR_TYPE_UNSUPPORTED) {
        fail("was packed, expected MR_TYPE_UNSUPPORTED");
    }
    if (mr_type_of(id) == NULL && mr_embed(tables[0].context, id, &byte, &row, 1, k, 1.0f, &out) != MR_TYPE_UNSUPPORTED) {
        fail("was looked up, expected MR_TYPE_UNSUPPORTED");
    }
}

static void refuse_others(void) {
    for (int32_t id = -2; id < MR_TYPES + 3; id++) {
        if (mr_type_of(id) == NULL) {
            refuse(id, 256);
        } else if (mr_type_of(id)->block > 1) {
            refuse(id, mr_type_of(id)->block - 1);
            refuse(id, mr_type_of(id)->block + 16);
        }
    }
    refuse(INT32_MAX, 256);
    refuse(INT32_MIN, 256);
}

int main(void) {
    start("check_pack");
    open_tables();
    refuse_others();
    for (const weight_type *type = weight_types; type < weight_types + WEIGHT_TYPES; type++) {
        for (int64_t m = 1; m <= 65; m++) {
            int64_t k = block_of(type) == 1 ? dimension(40) : block_of(type) * (1 + below(block_of(type) == 32 ? 5 : 2));
            about("%s m=%lld k=%lld", type->name, (long long)m, (long long)k);
            const uint8_t *rows = random_rows(type, m, k);
            freeze();
            const uint8_t *panels = packed(type, rows, m, k);
            freeze();
            compare_cuts(type, rows, m, k, panels);
            if (m <= 33 || m > 63) {
                compare_rows(type, rows, m, k, panels);
            }
            compare_tables(type, m, k, panels);
            compare_runs(type, m, k, panels);
            release_to(0);
        }
    }
    close_tables();
    printf("check_pack: passed\n");
    return 0;
}
