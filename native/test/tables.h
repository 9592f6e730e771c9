/* tables.h - every kernel table that this CPU runs, on one thread and on three; the first, generic on one, is the measure. */
#ifndef MR_CHECK_TABLES_H
#define MR_CHECK_TABLES_H

#include "check.h"
#include "cpu.h"

enum { MOST_TABLES = 8 };

typedef struct {
    char name[24];
    mr_context *context;
} table;

static table tables[MOST_TABLES];
static int table_count;

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
            table *t = &tables[table_count++];
            snprintf(t->name, sizeof t->name, "%s x%d", names[isa], threads);
            t->context = mr_context_create(isa, threads);
            if (t->context == NULL) {
                fail("no context for %s", t->name);
            }
        }
    }
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
