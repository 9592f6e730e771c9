/*
 * check.h - what the native tests share: random numbers from one seed, operands against guard pages, equality.
 *
 * An operand lies flush against an unmapped page at its end or at its start (by chance), so that reading or writing
 * one byte too far crashes; the rest of its pages holds a pattern that release_to() checks. freeze() makes everything
 * allocated so far read-only. A failure or crash prints what was being checked and MILLRACE_SEED, which repeats it.
 */
#ifndef MR_CHECK_H
#define MR_CHECK_H

#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "millrace.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

enum { PAGE = 4096, PATTERN = 0xa5, OPERANDS = 256 };

static uint64_t seed, state;
static char subject_text[512] = "starting";

static struct operand {
    uint8_t *map, *data;
    int64_t mapped, bytes;
} operands[OPERANDS];
static int operand_count;

/* Says what is being checked, for the message of a failure. */
__attribute__((format(printf, 1, 2))) static inline void about(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(subject_text, sizeof subject_text, format, arguments);
    va_end(arguments);
}

__attribute__((noreturn, format(printf, 1, 2))) static inline void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "FAILED %s: ", subject_text);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "; MILLRACE_SEED=%llu repeats it\n", (unsigned long long)seed);
    va_end(arguments);
    exit(1);
}

static inline void die(int signal_number) {
    const char *end = ": crashed; the seed is printed above\n";
    if (write(2, subject_text, strlen(subject_text)) < 0 || write(2, end, strlen(end)) < 0) {
        _exit(2);
    }
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* Every test starts with this. */
static inline void start(const char *name) {
    const char *given = getenv("MILLRACE_SEED");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)now.tv_sec * 1000003u ^ (uint64_t)now.tv_nsec;
    state = seed;
    printf("%s: MILLRACE_SEED=%llu\n", name, (unsigned long long)seed);
    fflush(stdout);
    if (!SANITIZED) { /* the sanitizer's own report says more */
        signal(SIGSEGV, die);
        signal(SIGBUS, die);
        signal(SIGILL, die);
        signal(SIGFPE, die);
    }
}

/* splitmix64 */
static inline uint64_t next_random(void) {
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline int64_t below(int64_t bound) { return (int64_t)(next_random() % (uint64_t)bound); }
static inline int chance(int64_t one_in) { return below(one_in) == 0; }

/* 1 to limit, small ones more often. */
static inline int64_t dimension(int64_t limit) { return 1 + below(chance(3) || limit < 9 ? limit : 9); }

/* Nearly normal: twelve uniform numbers. */
static inline float normal(void) {
    int64_t sum = 0;
    for (int i = 0; i < 12; i++) {
        sum += below(1 << 20);
    }
    return (float)(sum - 6 * (1 << 20)) * 0x1p-20f;
}

/* Memory for an operand; the alignment is a power of two. It holds the pattern. */
static inline void *operand(int64_t bytes, int64_t alignment) {
    int64_t room = (bytes + PAGE - 1) / PAGE * PAGE, mapped = room + 2 * PAGE;
    uint8_t *map = mmap(NULL, (size_t)mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED || operand_count == OPERANDS) {
        fail("the test has no room for %lld bytes more", (long long)bytes);
    }
    memset(map, PATTERN, (size_t)mapped);
    mprotect(map, PAGE, PROT_NONE);
    mprotect(map + PAGE + room, PAGE, PROT_NONE);
    int64_t at = chance(3) ? 0 : (room - bytes) / alignment * alignment;
    operands[operand_count++] = (struct operand){map, map + PAGE + at, mapped, bytes};
    return map + PAGE + at;
}

/* From now on writing to any operand that exists crashes. */
static inline void freeze(void) {
    for (int i = 0; i < operand_count; i++) {
        mprotect(operands[i].map + PAGE, (size_t)(operands[i].mapped - 2 * PAGE), PROT_READ);
    }
}

static inline void untouched(const struct operand *o, const uint8_t *from, const uint8_t *end) {
    for (const uint8_t *p = from; p < end; p++) {
        if (*p != PATTERN) {
            fail("byte %lld of an operand of %lld bytes was written", (long long)(p - o->data), (long long)o->bytes);
        }
    }
}

/* Releases the newest operands down to the first `mark`, after a look at what lies around them. */
static inline void release_to(int mark) {
    while (operand_count > mark) {
        const struct operand *o = &operands[--operand_count];
        untouched(o, o->map + PAGE, o->data);
        untouched(o, o->data + o->bytes, o->map + o->mapped - PAGE);
        munmap(o->map, (size_t)o->mapped);
    }
}

static inline float *empty_floats(int64_t count) { return operand(count * 4, 4); }
static inline int32_t *empty_ints(int64_t count) { return operand(count * 4, 4); }

/* Values of a random magnitude, with a few outliers, zeros and subnormals. */
static inline float *floats(int64_t count) {
    float *x = empty_floats(count), magnitude = ldexpf(1.0f, (int)below(9) - 4);
    for (int64_t i = 0; i < count; i++) {
        int64_t kind = below(200);
        float value = normal() * magnitude;
        x[i] = kind == 0 ? value * 1000.0f : kind == 1 ? 0.0f : kind == 2 ? -0.0f : kind == 3 ? value * 1e-40f : value;
    }
    return x;
}

/* Now and then a NaN, an infinity, or a run of zeros or tiny values. */
static inline void poison(float *x, int64_t count) {
    static const float poisons[] = {NAN, INFINITY, -INFINITY, 3.4e38f, -3.4e38f, 1e-44f};
    if (count > 0 && chance(3)) {
        x[below(count)] = poisons[below(6)];
    }
    if (count > 0 && chance(3)) {
        for (int64_t i = below(count), end = i + 300; i < end && i < count; i++) {
            x[i] = chance(2) ? 0.0f : x[i] * 1e-37f;
        }
    }
}

static inline uint32_t bits_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* The same bits, or both NaN. */
static inline void same_floats(const char *name, const float *expected, const float *actual, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        if (bits_of(expected[i]) != bits_of(actual[i]) && !(isnan(expected[i]) && isnan(actual[i]))) {
            fail("%s[%lld] is %.9g (%08x), expected %.9g (%08x)", name, (long long)i, (double)actual[i],
                 bits_of(actual[i]), (double)expected[i], bits_of(expected[i]));
        }
    }
}

static inline void same_bytes(const char *name, const void *expected, const void *actual, int64_t count) {
    const uint8_t *e = expected, *a = actual;
    for (int64_t i = 0; i < count; i++) {
        if (e[i] != a[i]) {
            fail("byte %lld of %s is %02x, expected %02x", (long long)i, name, a[i], e[i]);
        }
    }
}

static inline void must(mr_status status, const char *call) {
    if (status != MR_OK) {
        fail("%s gave status %d", call, status);
    }
}

#endif
