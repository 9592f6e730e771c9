/*
 * check_sharing.c - contexts share the threads of the process: two at work give what each gives alone; there are as
 * many threads as the largest asks for, none are left after the last, and they burn nothing while they wait.
 * With the argument --time it prints instead what the hand-over of a job costs.
 */
#include <dirent.h>
#include <pthread.h>
#include <sys/resource.h>

#include "pool.h"
#include "weights.h"

enum { N = 5, M = 320, K = 512, D = 8192, SPREAD = 8 /* doubles of a cache line */ };
enum { LOOKS = 500, MOST_LOOKS = 60000 /* a millisecond apart */, MOST_SECONDS = 20 };

static const double SHARE = 0.01; /* of one processor, for an idle pool */

/* One caller's context and what its two operations gave. */
typedef struct {
    mr_context *context;
    int32_t threads, rounds;
    float product[N * M], squashed[N * D];
    int32_t differing;
} caller;

static const weight_type *type;
static const uint8_t *panels;
static const float *rows, *wide;
static rounded_rows rounded;

static void compute(mr_context *context, float *product, float *squashed) {
    multiply(context, type, panels, M, K, rows, &rounded, N, NULL, product);
    must(mr_activate(context, 2, wide, squashed, N * D), "mr_activate");
}

static void *repeat(void *argument) {
    caller *c = argument;
    float *product = malloc(sizeof c->product), *squashed = malloc(sizeof c->squashed);
    for (int32_t round = 0; round < c->rounds; round++) {
        compute(c->context, product, squashed);
        c->differing += memcmp(product, c->product, sizeof c->product) != 0;
        c->differing += memcmp(squashed, c->squashed, sizeof c->squashed) != 0;
    }
    free(product);
    free(squashed);
    return NULL;
}

static void open_caller(caller *c, int32_t threads) {
    *c = (caller){.context = mr_context_create(MR_ISA_BEST, threads), .threads = threads};
    c->rounds = SANITIZED ? 200 : 2000;
    if (c->context == NULL) {
        fail("no context of %d threads", threads);
    }
    compute(c->context, c->product, c->squashed);
}

static void two_at_once(int32_t first, int32_t second) {
    static caller callers[2];
    pthread_t threads[2];
    about("contexts of %d and %d threads at once", first, second);
    open_caller(&callers[0], first);
    open_caller(&callers[1], second);
    for (int i = 0; i < 2; i++) {
        if (pthread_create(&threads[i], NULL, repeat, &callers[i]) != 0) {
            fail("the test got no thread");
        }
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        mr_context_destroy(callers[i].context);
        if (callers[i].differing != 0) {
            fail("%d of %d results of context %d differ from those it gave alone", callers[i].differing,
                 2 * callers[i].rounds, i);
        }
    }
    if (memcmp(callers[0].product, callers[1].product, sizeof callers->product) != 0) {
        fail("the contexts differ");
    }
}

static int32_t threads_now(void) {
    DIR *tasks = opendir("/proc/self/task");
    int32_t count = 0;
    for (struct dirent *entry; tasks != NULL && (entry = readdir(tasks)) != NULL;) {
        count += entry->d_name[0] != '.';
    }
    if (tasks != NULL) {
        closedir(tasks);
    }
    return count;
}

/* A thread that was joined may be listed for an instant more: under QEMU one in four is, if looked for at once. */
static int32_t least_threads(void) {
    int32_t least = threads_now();
    for (int i = 0; i < LOOKS; i++) {
        usleep(1000);
        int32_t now = threads_now();
        least = now < least ? now : least;
    }
    return least;
}

static void expect_threads(int32_t expected, const char *when) {
    int32_t now = threads_now();
    for (int i = 0; i < MOST_LOOKS && now != expected; i++) {
        usleep(1000);
        now = threads_now();
    }
    if (now != expected) {
        fail("%d threads %s, expected %d", now, when, expected);
    }
}

/* Without a context there are this one and those of an emulator or a sanitizer, which come with the first of ours. */
static void counts(void) {
    about("the number of threads");
    int32_t before = least_threads();
    if (before == 0) {
        printf("SKIPPED the number of threads: there is no /proc\n");
        return;
    }
    for (int round = 0; round < 20; round++) {
        mr_context *three = mr_context_create(MR_ISA_BEST, 3);
        expect_threads(before + 2, "with a context of 3");
        mr_context *two = mr_context_create(MR_ISA_GENERIC, 2), *one = mr_context_create(MR_ISA_BEST, 1);
        expect_threads(before + 2, "with contexts of 3, 2 and 1");
        mr_context *four = mr_context_create(MR_ISA_BEST, 4);
        expect_threads(before + 3, "with contexts of 4, 3, 2 and 1");
        mr_context_destroy(four);
        mr_context_destroy(three);
        mr_context_destroy(one);
        static float product[N * M], squashed[N * D];
        compute(two, product, squashed);
        mr_context_destroy(two);
        expect_threads(before, "after the last context");
    }
}

static double cpu_seconds(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static double burnt_in_a_second(void) {
    double before = cpu_seconds();
    usleep(1000000);
    return cpu_seconds() - before;
}

/* On a slow or busy machine workers may take seconds to the end of their spinning: one idle second is enough. */
static void idle(void) {
    about("two idle contexts of 3 threads");
    mr_context *contexts[2];
    static float product[N * M], squashed[N * D];
    for (int i = 0; i < 2; i++) {
        contexts[i] = mr_context_create(MR_ISA_BEST, 3);
        compute(contexts[i], product, squashed);
    }
    usleep(200000); /* longer than any spinning */
    double burnt = burnt_in_a_second();
    for (int i = 1; i < MOST_SECONDS && burnt > SHARE; i++) {
        burnt = burnt_in_a_second();
    }
    printf("check_sharing: idle contexts burnt %.2f %% of a processor\n", 100 * burnt);
    if (burnt > SHARE) {
        fail("burnt %.4f s of processor time in a second, expected at most %.4f", burnt, SHARE);
    }
    for (int i = 0; i < 2; i++) {
        compute(contexts[i], product, squashed); /* and they wake up again */
        mr_context_destroy(contexts[i]);
    }
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* About 0.3 microseconds an item. */
static void spin(void *argument, int32_t thread, int64_t from, int64_t end) {
    double *sums = argument;
    (void)thread;
    for (int64_t i = from; i < end; i++) {
        double x = sums[i * SPREAD];
        for (int turn = 0; turn < 200; turn++) {
            x = x * 1.0000001 + 1e-9;
        }
        sums[i * SPREAD] = x;
    }
}

static void time_jobs(int32_t threads, int64_t items) {
    enum { RUNS = 20, JOBS = 20000 };
    static double sums[64 * SPREAD];
    mr_pool *pool = mr_pool_create(threads);
    double best = 1;
    for (int run = 0; pool != NULL && run < RUNS; run++) {
        double start_of_run = seconds();
        for (int i = 0; i < JOBS; i++) {
            mr_pool_run(pool, spin, sums, items, 1);
        }
        double each = (seconds() - start_of_run) / JOBS;
        best = each < best ? each : best;
    }
    printf("%d threads, jobs of %lld items: %.0f ns each\n", threads, (long long)items, best * 1e9);
    mr_pool_destroy(pool);
}

static void prepare(void) {
    type = &weight_types[PLAIN_TYPES];
    panels = packed(type, random_rows(type, M, K), M, K);
    rows = floats(N * K);
    wide = floats(N * D);
    mr_context *context = mr_context_create(MR_ISA_GENERIC, 1);
    rounded = round_rows(context, rows, N, K);
    mr_context_destroy(context);
    freeze();
}

int main(int count, char **arguments) {
    start("check_sharing");
    if (count > 1 && strcmp(arguments[1], "--time") == 0) {
        for (int32_t threads = 1; threads <= 2; threads++) {
            time_jobs(threads, 2);
            time_jobs(threads, 8);
        }
        return 0;
    }
    prepare();
    two_at_once(2, 2);
    two_at_once(4, 2);
    two_at_once(1, 3);
    counts();
    idle();
    release_to(0);
    printf("check_sharing: passed\n");
    return 0;
}
