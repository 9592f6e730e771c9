/*
 * check_probe.c - the probes do the work that they count: products add up to half their operations, reading adds up to
 * the words that were there, whatever the streams; rates are finite and positive.
 */
#include "tables.h"

#include "context.h"

static void check_products(const table *t) {
    const mr_kernels *k = &t->context->kernels;
    const int64_t turns = 1 + below(1000);
    int32_t int_sums[16 * 32 + 16] = {0};
    memset(int_sums, 1, 64);
    about("probe_int8 %s turns=%lld", t->name, (long long)turns);
    int64_t operations = k->probe_int8(turns, (uint8_t *)int_sums), sum = 0;
    for (int i = 16; i < 16 * 33; i++) {
        sum += int_sums[i];
    }
    if (operations != 2 * sum || sum < 64 * turns) {
        fail("%lld operations counted, sums are %lld", (long long)operations, (long long)sum);
    }
    float sums[16 * 32 + 16] = {0};
    for (int i = 0; i < 16; i++) {
        sums[i] = 1;
    }
    about("probe_f32 %s turns=%lld", t->name, (long long)turns);
    operations = k->probe_f32(turns, (uint8_t *)sums);
    double total = 0;
    for (int i = 16; i < 16 * 33; i++) {
        total += sums[i];
    }
    if ((double)operations != 2 * total || total < 16.0 * (double)turns) {
        fail("%lld operations counted, sums are %g", (long long)operations, total);
    }
}

static void check_reading(const table *t) {
    static const int32_t streams[] = {1, 2, 4};
    int64_t bytes = MR_PROBE_LINES * 64 * 4 * (1 + below(20));
    uint32_t *words = operand(bytes, 4), expected = 0;
    for (int64_t i = 0; i < bytes / 4; i++) {
        words[i] = (uint32_t)next_random();
        expected += words[i];
    }
    for (int i = 0; i < 6; i++) {
        int32_t ahead = i < 3 ? 0 : 4096;
        about("probe_read %s bytes=%lld streams=%d ahead=%d", t->name, (long long)bytes, streams[i % 3], ahead);
        uint32_t sum = t->context->kernels.probe_read((const uint8_t *)words, bytes, streams[i % 3], ahead);
        if (sum != expected) {
            fail("sum of the words is %u, expected %u", sum, expected);
        }
    }
}

static void check_rates(const table *t) {
    double rates[] = {mr_probe_int8(t->context, 0), mr_probe_f32(t->context, 0)};
    about("rates %s", t->name);
    for (int i = 0; i < 2; i++) {
        if (!(rates[i] > 0 && rates[i] < 1e6)) {
            fail("rate %d is %g", i, rates[i]);
        }
    }
}

int main(void) {
    start("check_probe");
    open_tables();
    for (int i = 0; i < table_count; i++) {
        check_products(&tables[i]);
        int before = operand_count;
        check_reading(&tables[i]);
        release_to(before);
        check_rates(&tables[i]);
    }
    double read = mr_probe_read(tables[0].context, 0);
    about("reading %s", tables[0].name);
    if (!(read > 0 && read < 1e5)) {
        fail("rate is %g", read);
    }
    close_tables();
    printf("check_probe: passed\n");
    return 0;
}
