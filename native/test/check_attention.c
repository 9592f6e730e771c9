/*
 * check_attention.c - the cache and attention over it: random sequences, windows, soft caps, biases, all cache types.
 *
 * Every table and number of threads gives the generic table's bits; rows given one at a time give the bits of rows
 * given together; what a query does not see never reaches it, not even a NaN.
 */
#include "batches.h"

static void compare(int64_t longest, int64_t most_rows, const shape *fixed) {
    batch b = random_batch(longest, most_rows, fixed);
    int64_t bytes = cache_bytes(&b), count = b.n * b.h * b.e;
    uint8_t *before = old_cache(&b), *cache = operand(bytes, 4);
    float *expected = empty_floats(count);
    describe("generic", &b);
    memcpy(cache, before, (size_t)bytes);
    store(tables[0].context, &b, cache);
    attend(tables[0].context, &b, cache, expected);
    freeze();
    int mark = operand_count;
    for (int i = 1; i < table_count; i++) {
        describe(tables[i].name, &b);
        uint8_t *other = operand(bytes, alignment(&b));
        memcpy(other, before, (size_t)bytes);
        store(tables[i].context, &b, other);
        same_bytes("the cache", cache, other, bytes);
        freeze();
        float *actual = empty_floats(count);
        attend(tables[i].context, &b, other, actual);
        same_floats("out", expected, actual, count);
        release_to(mark);
    }
    release_to(0);
}

/* One sequence whole, then row by row: the bits are the same. */
static void compare_chunks(void) {
    batch b;
    do {
        release_to(0);
        b = random_batch(300, 40, &any);
    } while (b.full || b.count > 1);
    uint8_t *cache = old_cache(&b);
    store(tables[0].context, &b, cache);
    int64_t width = b.h * b.e;
    for (int i = 0; i < table_count; i++) {
        describe(tables[i].name, &b);
        int mark = operand_count;
        float *whole = empty_floats(b.n * width), *rows = empty_floats(b.n * width);
        attend(tables[i].context, &b, cache, whole);
        for (int32_t row = 0; row < b.n; row++) {
            int32_t sequence[4] = {0, 1, b.sequences[2] + row, b.sequences[3]};
            batch one = b;
            one.n = 1;
            one.sequences = sequence;
            one.q = b.q + row * width;
            attend(tables[i].context, &one, cache, rows + row * width);
        }
        same_floats("rows together", rows, whole, b.n * width);
        release_to(mark);
    }
    release_to(0);
}

/* What rows that do not see a NaN give is that of a cache without it: those before it and those behind its window. */
static void compare_poisoned(const batch *b, int64_t bad, const float *clean, const float *poisoned) {
    int64_t head = b->h * b->e, rows = b->sequences[1], behind = least(rows, bad + b->window);
    same_floats("rows before the NaN", clean, poisoned, bad * head);
    same_floats("rows that see it no more", clean + behind * head, poisoned + behind * head, (b->n - behind) * head);
    for (int64_t j = bad * head; j < behind * head; j++) {
        if (!isnan(poisoned[j])) {
            fail("element %lld of the rows that see the NaN is %g", (long long)j, (double)poisoned[j]);
        }
    }
}

/* A key and its value are NaN. */
static void hide_poison(void) {
    batch b;
    do {
        release_to(0);
        b = random_batch(200, 80, &any);
    } while (b.full || b.n < 2);
    int64_t width = b.g * b.e, head = b.h * b.e, bad = chance(2) ? b.sequences[1] - 1 : below(b.sequences[1]);
    uint8_t *cache = old_cache(&b);
    float *keys = floats(b.n * width), *values = floats(b.n * width);
    b.keys = keys;
    b.values = values;
    for (int i = 0; i < table_count; i++) {
        describe(tables[i].name, &b);
        int mark = operand_count;
        float *clean = empty_floats(b.n * head), *poisoned = empty_floats(b.n * head);
        store(tables[i].context, &b, cache);
        attend(tables[i].context, &b, cache, clean);
        float *key = operand(b.n * width * 4, 4), *value = operand(b.n * width * 4, 4);
        memcpy(key, keys, (size_t)(b.n * width) * 4);
        memcpy(value, values, (size_t)(b.n * width) * 4);
        for (int64_t j = 0; j < width; j++) {
            key[bad * width + j] = value[bad * width + j] = NAN;
        }
        batch other = b;
        other.keys = key;
        other.values = value;
        store(tables[i].context, &other, cache);
        attend(tables[i].context, &other, cache, poisoned);
        compare_poisoned(&b, bad, clean, poisoned);
        release_to(mark);
    }
    release_to(0);
}

/*
 * Rows that read the keys of a source, as those of a decoder do: each a sequence of its own at the source's last
 * position, all on the same blocks. They get what rows of the source itself get, and nothing of what lies behind it.
 */
static void compare_cross(void) {
    batch b = random_batch(1, 200, &any);
    b.full = 1;
    b.window = INT32_MAX;
    b.bias = NULL; /* distances are those of the rows' own positions, which differ here */
    for (int64_t s = 0; s < b.count; s++) {
        b.sequences[4 * s + 2] = 0;
    }
    int64_t count = b.n * b.h * b.e;
    batch cross = b;
    cross.count = b.n;
    cross.sequences = empty_ints(4 * b.n);
    for (int64_t s = 0; s < b.count; s++) {
        const int32_t *source = b.sequences + 4 * s;
        for (int32_t i = 0; i < source[1]; i++) {
            int32_t row[4] = {source[0] + i, 1, source[1] - 1, source[3]};
            memcpy(cross.sequences + 4 * row[0], row, sizeof row);
        }
    }
    uint8_t *cache = operand(cache_bytes(&b), alignment(&b));
    memset(cache, 0xff, (size_t)cache_bytes(&b)); /* NaN in all types */
    store(tables[0].context, &b, cache);
    float *expected = empty_floats(count);
    attend(tables[0].context, &b, cache, expected);
    freeze();
    for (int i = 0; i < table_count; i++) {
        describe(tables[i].name, &cross);
        int mark = operand_count;
        float *actual = empty_floats(count);
        attend(tables[i].context, &cross, cache, actual);
        same_floats("out", expected, actual, count);
        release_to(mark);
    }
    release_to(0);
}

static void refuse_large_heads(void) {
    about("a head of 513 elements");
    const int32_t sequence[4] = {0, 1, 0, 0}, block = 0;
    float q = 0.0f;
    uint8_t cache = 0;
    for (int i = 0; i < table_count; i++) {
        mr_status status = mr_attend(tables[i].context, &q, &cache, MR_F32, 1, 1, MR_MAX_HEAD + 1, sequence, 1, &block,
                                     1.0f, 0.0f, INT32_MAX, 0, NULL, 0, &q);
        if (status != MR_HEAD_TOO_LARGE) {
            fail("%s gave status %d, expected MR_HEAD_TOO_LARGE", tables[i].name, status);
        }
    }
}

/* Every size of head that tiles of 1, 2, 4 and 8 vectors are made of, and of the items' tiles. */
static void compare_head_sizes(void) {
    static const int64_t sizes[] = {8, 16, 24, 32, 48, 64, 72, 80, 96, 112, 128, 160, 192, 240, 256};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int64_t shared = 1; shared <= 8; shared++) {
            compare(100, 12, &(shape){.g = 1 + below(2), .shared = shared, .e = sizes[i], .count = 1 + below(3)});
        }
    }
}

/* One sequence far longer than a segment, few heads: cut at segments where there are threads for it. */
static void compare_long(void) {
    for (int64_t rows = 1; rows <= 4; rows++) {
        compare(rows * 1200, rows * rows, &(shape){.g = 1, .shared = rows, .e = 16 * rows, .count = 1, .far = 1});
    }
}

/* The largest head, for which the scratch of a thread is most full. */
static void compare_largest_head(int32_t type) {
    batch b = random_batch(100, 30, &any);
    int64_t n = b.n;
    b.type = type;
    b.g = 1;
    b.h = 64;
    b.e = MR_MAX_HEAD;
    b.bias = b.bias == NULL ? NULL : floats(b.h * (2 * b.reach + 1));
    b.q = floats(n * b.h * b.e);
    b.keys = floats(n * b.e);
    b.values = floats(n * b.e);
    uint8_t *cache = old_cache(&b);
    store(tables[0].context, &b, cache);
    float *expected = empty_floats(n * b.h * b.e);
    attend(tables[0].context, &b, cache, expected);
    freeze();
    for (int i = 1; i < table_count; i++) {
        int mark = operand_count;
        describe(tables[i].name, &b);
        float *actual = empty_floats(n * b.h * b.e);
        attend(tables[i].context, &b, cache, actual);
        same_floats("out", expected, actual, n * b.h * b.e);
        release_to(mark);
    }
    release_to(0);
}

int main(void) {
    start("check_attention");
    open_tables();
    refuse_large_heads();
    for (int round = 0; round < (SANITIZED ? 16 : 120); round++) {
        compare(200, 70, &any);
    }
    for (int round = 0; round < (SANITIZED ? 4 : 12); round++) {
        compare(1300, 20, &any); /* more than one segment of 512 */
    }
    for (int round = 0; round < 12; round++) {
        compare_chunks();
        compare_cross();
        hide_poison();
    }
    compare_head_sizes();
    compare_long();
    for (int type = 0; type < CACHE_TYPES; type++) {
        compare_largest_head(cache_types[type]);
    }
    close_tables();
    printf("check_attention: passed\n");
    return 0;
}
