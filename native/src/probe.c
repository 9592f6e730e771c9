/*
 * probe.c - measures what the machine can do at most; percentages of a peak are percentages of these figures.
 *
 * A round is a job for all threads, long enough to hide its start, and is repeated until the time is over. The best
 * round counts: others of a shared machine can only make a round slower. Rounds of products grow until one takes
 * ROUND seconds; rounds of reading take every way of reading in turn.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "context.h"
#include "cpu.h"

static const double ROUND = 0.01;

enum { PIECES = 16 /* of a round, a thread */, READ_PIECE = 4 << 20, READ_PIECES = 64 };

typedef struct {
    mr_context *context;
    int64_t (*multiply)(int64_t turns, uint8_t *scratch);
    int64_t turns;
    const uint8_t *operand;
    const uint8_t *memory;
    int32_t streams, ahead;
    uint32_t read[READ_PIECES]; /* keeps the sums alive */
} job;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double run(mr_context *context, mr_work *work, job *j, int64_t pieces) {
    double start = now();
    mr_pool_run(context->pool, work, j, pieces, 1);
    return now() - start;
}

/* The operand, and sums of zero. */
static void prepare(uint8_t *scratch, const void *operand) {
    memset(scratch, 0, 4096);
    memcpy(scratch, operand, 64);
}

static void work_multiply(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    uint8_t *scratch = mr_scratch_of(j->context, thread);
    for (int64_t piece = from; piece < end; piece++) {
        prepare(scratch, j->operand);
        j->multiply(j->turns, scratch);
    }
}

static double best_product(mr_context *context, int64_t (*multiply)(int64_t, uint8_t *), const void *operand,
                           double seconds) {
    job j = {.context = context, .multiply = multiply, .turns = 1000, .operand = operand};
    int64_t pieces = (int64_t)PIECES * mr_pool_threads(context->pool);
    prepare(context->scratch, operand);
    double each = (double)multiply(1000, context->scratch) / 1000, best = 0;
    uint32_t control = mr_control_enter();
    for (double end = now() + seconds, time = 0; time < ROUND || now() < end;) {
        time = run(context, work_multiply, &j, pieces);
        double rate = each * (double)j.turns * (double)pieces / time;
        best = rate > best ? rate : best;
        j.turns = time < ROUND ? 2 * j.turns : j.turns;
    }
    mr_control_leave(control);
    return best * 1e-9;
}

double mr_probe_int8(mr_context *context, double seconds) {
    int8_t ones[64];
    memset(ones, 1, sizeof ones);
    return best_product(context, context->kernels.probe_int8, ones, seconds);
}

double mr_probe_f32(mr_context *context, double seconds) {
    float ones[16];
    for (int i = 0; i < 16; i++) {
        ones[i] = 1;
    }
    return best_product(context, context->kernels.probe_f32, ones, seconds);
}

static void work_fill(void *argument, int32_t thread, int64_t from, int64_t end) {
    uint8_t *memory = argument;
    (void)thread;
    memset(memory + from * READ_PIECE, 1, (size_t)((end - from) * READ_PIECE));
}

static void work_read(void *argument, int32_t thread, int64_t from, int64_t end) {
    job *j = argument;
    (void)thread;
    for (int64_t piece = from; piece < end; piece++) {
        j->read[piece] =
            j->context->kernels.probe_read(j->memory + piece * READ_PIECE, READ_PIECE, j->streams, j->ahead);
    }
}

/* The shortest time of one round over the memory, and of all rounds that fit into the time. */
static double shortest_read(mr_context *context, const uint8_t *memory, double seconds) {
    static const int32_t streams[] = {1, 2, 4}, ahead[] = {0, 512, 1024, 2048, 4096};
    job j = {.context = context, .memory = memory};
    double shortest = 1e9, end = now() + seconds;
    do {
        for (int i = 0; i < 15; i++) {
            j.streams = streams[i % 3];
            j.ahead = ahead[i / 3];
            double time = run(context, work_read, &j, READ_PIECES);
            shortest = time < shortest ? time : shortest;
        }
    } while (now() < end);
    return shortest;
}

double mr_probe_read(mr_context *context, double seconds) {
    const int64_t bytes = (int64_t)READ_PIECE * READ_PIECES;
    double shortest = 1e9;
    for (int huge = 0; huge < 2; huge++) {
        uint8_t *memory = mr_allocate(bytes);
        if (memory == NULL) {
            return MR_NO_MEMORY;
        }
        if (!huge) {
            madvise(memory, (size_t)bytes, MADV_NOHUGEPAGE);
        }
        mr_pool_run(context->pool, work_fill, memory, READ_PIECES, 1);
        double time = shortest_read(context, memory, seconds / 2);
        shortest = time < shortest ? time : shortest;
        mr_release(memory, bytes);
    }
    return (double)bytes / shortest * 1e-9;
}
