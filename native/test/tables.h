/* tables.h - every kernel table that this CPU runs, on one thread and on three; the first, generic on one, is the measure. */
#ifndef MR_CHECK_TABLES_H
#define MR_CHECK_TABLES_H

#include "check.h"
#include "context.h"
#include "cpu.h"

enum { MOST_TABLES = 8 };

typedef struct {
    char name[24];
    mr_context *context;
} table;

static table tables[MOST_TABLES];
static int table_count;

static inline table *open_table(const char *name, int32_t isa, int32_t threads) {
    table *t = &tables[table_count++];
    snprintf(t->name, sizeof t->name, "%s x%d", name, threads);
    t->context = mr_context_create(isa, threads);
    if (t->context == NULL) {
        fail("no context for %s", t->name);
    }
    return t;
}

/* What an avx512 table is on a CPU without the instructions for BF16. */
static inline void open_table_without_pairs(void) {
#if defined(__x86_64__)
    if (mr_cpu_has_pairs()) {
        mr_kernels_avx512(&open_table("avx512 by two fma", MR_ISA_AVX512, 1)->context->kernels);
    } else {
        printf("SKIPPED the avx512 table with vdpbf16ps: this CPU cannot run it\n");
    }
#endif
}

static inline void open_tables(void) {
    static const char *const names[] = {"best", "generic", "avx2", "avx512", "neon"};
    static const char *const products[] = {"16 bits", "sdot", "smmla"};
    for (int32_t isa = MR_ISA_GENERIC; isa <= MR_ISA_NEON; isa++) {
        if (!mr_isa_supported(isa)) {
            printf("SKIPPED the %s table: this CPU cannot run it\n", names[isa]);
            continue;
        }
        if (isa == MR_ISA_NEON) {
            printf("neon products: %s\n", products[mr_byte_products_of_cpu()]);
        }
        for (int32_t threads = 1; threads <= 3; threads += 2) {
            open_table(names[isa], isa, threads);
        }
    }
    open_table_without_pairs();
    if (!mr_isa_supported(MR_ISA_GENERIC)) {
        fail("the generic table must run everywhere");
    }
}

static inline void close_tables(void) {
    while (table_count > 0) {
        mr_context_destroy(tables[--table_count].context);
    }
}

#endif
