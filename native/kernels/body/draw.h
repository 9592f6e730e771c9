/*
 * draw.h - a draw from one row of logits, among what top_k, top_p and min_p keep; numerics.md 6.
 *
 * Elements are ranked by buckets of their distance to the largest one, whose integer weights are summed up; only
 * buckets in which a choice ends are sorted. A sample of the row tells how far from the largest one the choice may end,
 * and only what lies before is listed and weighed; if the sample was wrong, the sums show it, and all is weighed.
 *
 * Tail: as exponentials.h; empty lanes lie beyond every distance. Scratch: one draw_scratch.
 */
#ifndef MR_BODY_DRAW_H
#define MR_BODY_DRAW_H

enum {
    DRAW_BUCKETS = 4096,
    DRAW_LISTED = 96 * 1024, /* elements; of rows where more matter, the row itself is read each time */
    DRAW_SORTED = 8192,      /* elements of a bucket; larger ones are split by the digits of their elements */
    DRAW_DIGITS = 2048,
    DRAW_STEPS = 512,  /* buckets of the sample */
    DRAW_SPACING = 512, /* elements from one sampled vector to the next */
    DRAW_SAMPLES = 12288, /* sampled elements, at most */
    DRAW_SAMPLED = 16384, /* elements of a row that is worth a sample, at least */
    DRAW_SEEN = 8 /* sampled elements that are listed at least, as the best may not be among those sampled */
};

#define DRAW_REACH 24.0f /* elements further from the largest one weigh nothing */
#define DRAW_ONE 0x1p34f /* the weight of the largest one */

typedef struct {
    int64_t count, weight;
} draw_sum;

typedef struct {
    draw_sum buckets[DRAW_BUCKETS];
    union {
        uint64_t keys[DRAW_SORTED]; /* rank_of, then the column */
        draw_sum digits[DRAW_DIGITS];
        struct {
            float samples[DRAW_SAMPLES];
            int32_t steps[DRAW_STEPS]; /* how many samples are how far from the largest element */
        };
    };
    union {
        struct {
            float values[DRAW_LISTED + 16];
            int32_t columns[DRAW_LISTED + 16];
        };
        struct {
            float maxima[DRAW_LISTED], sums[DRAW_LISTED]; /* of stripes */
        };
    };
} draw_scratch;

_Static_assert(sizeof(draw_scratch) <= MR_SCRATCH, "the scratch of a thread holds what a draw needs");

typedef struct {
    const mr_draw_task *task;
    draw_scratch *scratch;
    int64_t row;
    float factor, first; /* first: the largest element times the factor */
    float min_p;
    float limit;    /* the distance within which elements are listed and weighed */
    int complete;   /* nothing beyond it survives */
    int64_t sampled; /* elements */
    int64_t listed; /* elements of the list, or -1 where the row is read instead */
} draw_state;

/* What stands before the end of a choice and at it; the column is that of the last. */
typedef struct {
    int64_t count, weight;
    int32_t column;
} draw_place;

/* Elements and their columns, which are first + i where none are told. */
typedef struct {
    const float *values;
    const int32_t *columns;
    int64_t first, count;
} draw_part;

INLINE int64_t stripes_of(const draw_state *d) { return (d->task->c + d->task->width - 1) / d->task->width; }

INLINE draw_part stripe_of(const draw_state *d, int64_t stripe) {
    const mr_draw_task *t = d->task;
    int64_t start = stripe * t->width, count = least(t->width, t->c - start);
    return (draw_part){t->x + t->n * start + d->row * count, NULL, start, count};
}

INLINE int64_t parts_of(const draw_state *d) { return d->listed < 0 ? stripes_of(d) : 1; }

INLINE draw_part part_of_draw(const draw_state *d, int64_t number) {
    return d->listed < 0 ? stripe_of(d, number)
                         : (draw_part){d->scratch->values, d->scratch->columns, 0, d->listed};
}

INLINE int64_t column_in(const draw_part *p, int64_t i) { return p->columns == NULL ? p->first + i : p->columns[i]; }

INLINE float exp_one(float x) { return exp_falling16(splat(x))[0]; }

/*
 * The largest element of the row; NaN if it has one. Sums up each stripe while it is near, if that is wanted, and takes
 * samples. From the last stripe to the first, for what is read next begins with those that were read last.
 */
static float survey(draw_state *d, int wanted) {
    draw_scratch *s = d->scratch;
    float largest = -INFINITY;
    d->sampled = 0;
    for (int64_t i = stripes_of(d); i-- > 0;) {
        draw_part p = stripe_of(d, i);
        float most = largest_of_row(p.values, p.count);
        if (most != most) {
            return most;
        }
        largest = most > largest ? most : largest;
        for (int64_t j = 0; j + 16 <= p.count && d->sampled + 16 <= DRAW_SAMPLES; j += DRAW_SPACING, d->sampled += 16) {
            store16(s->samples + d->sampled, load16(p.values + j));
        }
        if (wanted && i < DRAW_LISTED) {
            s->maxima[i] = most * d->factor;
            s->sums[i] = sum_below(p.values, p.count, d->factor, s->maxima[i], stripe_of(d, i > 0 ? i - 1 : 0).values);
        }
    }
    return largest;
}

/* The masses of the stripes brought to the largest element, in double, ascending. */
static double total_of(const draw_state *d) {
    const draw_scratch *s = d->scratch;
    double total = 0;
    int64_t stripes = stripes_of(d);
    for (int64_t i = 0; i < stripes; i++) {
        float most, sum;
        if (i < DRAW_LISTED) {
            most = s->maxima[i];
            sum = s->sums[i];
        } else {
            draw_part p = stripe_of(d, i);
            most = largest_of_row(p.values, p.count) * d->factor;
            sum = sum_below(p.values, p.count, d->factor, most, p.values);
        }
        if (most != -INFINITY) {
            total += (double)sum * (double)exp_one(most - d->first);
        }
    }
    return total;
}

INLINE v16 distance16(const draw_state *d, v16 v) { return splat(d->first) - v * splat(d->factor); }

/* Lanes within the limit that min_p does not drop, with their weights, which are whole numbers. */
INLINE uint32_t weigh16(const draw_state *d, v16 distance, v16 *weight) {
    v16 e = exp_falling16(splat(0.0f) - distance);
    *weight = e * splat(DRAW_ONE);
    return lanes_of(less(distance, splat(d->limit))) & ~lanes_of(less(e, splat(d->min_p)));
}

/* Counts samples by their distance. */
static void count_samples(const draw_state *d) {
    int32_t *steps = d->scratch->steps;
    memset(steps, 0, sizeof d->scratch->steps);
    for (int64_t i = 0; i < d->sampled; i += 16) {
        v16 distance = distance16(d, load16(d->scratch->samples + i));
        m16 near = less(distance, splat(DRAW_REACH));
        int32_t step[16];
        v16i scaled = to_int(select16(near, distance, splat(0.0f)) * splat(DRAW_STEPS / DRAW_REACH));
        memcpy(step, &scaled, sizeof step);
        for (uint32_t lanes = lanes_of(near); lanes != 0; lanes &= lanes - 1) {
            steps[step[__builtin_ctz(lanes)]]++;
        }
    }
}

/* Steps beyond which min_p drops everything. */
static int steps_of_min_p(float min_p, double fall) {
    int step = 0;
    for (double e = 1; step < DRAW_STEPS && e * 1.001 >= (double)min_p; step++) {
        e *= fall;
    }
    return step;
}

/*
 * Steps within which the choice ends, most likely: with top_k, half as many elements again and some; else what leaves
 * behind it a little less than top_p does of the total.
 */
static int steps_of_choice(const draw_state *d, int64_t top_k, double dropped, double fall) {
    count_samples(d);
    const int32_t *steps = d->scratch->steps;
    double each = (double)d->task->c / (double)(d->sampled + 1), seen = DRAW_SEEN + 1.5 * (double)top_k / each;
    int fewest = 0;
    for (double count = 0; fewest < DRAW_STEPS && count < seen; fewest++) {
        count += steps[fewest];
    }
    if (top_k > 0) {
        return fewest;
    }
    double e[DRAW_STEPS], behind = 0;
    e[0] = 1;
    for (int i = 1; i < DRAW_STEPS; i++) {
        e[i] = e[i - 1] * fall;
    }
    int step = DRAW_STEPS;
    for (; step > fewest; step--) {
        behind += each * steps[step - 1] * e[step - 1];
        if (behind > 0.85 * dropped) {
            break;
        }
    }
    return step;
}

static void set_limit(draw_state *d, int steps, int most) {
    d->complete = steps >= most;
    d->limit = (float)(d->complete ? most : steps) * (DRAW_REACH / DRAW_STEPS);
}

/* Lists what lies within the limit; if that is too much, or most of the row, the row will be read. */
static void list(draw_state *d) {
    draw_scratch *s = d->scratch;
    int64_t listed = 0, stripes = stripes_of(d);
    d->listed = -1;
    for (int64_t i = 0; i < stripes; i++) {
        draw_part p = stripe_of(d, i);
        for (int64_t j = 0; j < p.count; j += 16) {
            v16 v = load_row(p.values, j, p.count);
            uint32_t lanes = lanes_of(less(distance16(d, v), splat(d->limit)));
            if (lanes != 0) {
                if (listed > DRAW_LISTED) {
                    return;
                }
                listed += keep16(s->values + listed, s->columns + listed, v, (int32_t)(p.first + j), lanes);
            }
        }
    }
    d->listed = listed;
}

INLINE v16i buckets16(v16 distance, m16 within) {
    return to_int(select16(within, distance, splat(0.0f)) * splat(DRAW_BUCKETS / DRAW_REACH));
}

/* Sums up the weights of the buckets. */
static void weigh(const draw_state *d) {
    draw_sum *buckets = d->scratch->buckets;
    int64_t parts = parts_of(d);
    memset(buckets, 0, sizeof d->scratch->buckets);
    for (int64_t n = 0; n < parts; n++) {
        draw_part p = part_of_draw(d, n);
        for (int64_t i = 0; i < p.count; i += 16) {
            v16 weight, distance = distance16(d, load_row(p.values, i, p.count));
            uint32_t lanes = weigh16(d, distance, &weight);
            float w[16];
            int32_t b[16];
            v16i bucket = buckets16(distance, less(distance, splat(d->limit)));
            store16(w, weight);
            memcpy(b, &bucket, sizeof b);
            for (; lanes != 0; lanes &= lanes - 1) {
                int lane = __builtin_ctz(lanes);
                buckets[b[lane]].count++;
                buckets[b[lane]].weight += (int64_t)w[lane];
            }
        }
    }
}

/* Numbers in the order of ranks: the larger element has the smaller number, and both zeros have the same. */
INLINE uint32_t rank_of(float x) {
    float y = x + 0.0f;
    int32_t bits;
    memcpy(&bits, &y, sizeof bits);
    return ~((uint32_t)bits ^ (bits < 0 ? 0xffffffffu : 0x80000000u));
}

INLINE float element_of(uint32_t rank) {
    uint32_t order = ~rank, bits = order ^ (order < 0x80000000u ? 0xffffffffu : 0x80000000u);
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Lanes of a bucket. */
INLINE uint32_t lanes_in(const draw_state *d, v16 v, int bucket, v16 *weight) {
    v16 distance = distance16(d, v), place = distance * splat(DRAW_BUCKETS / DRAW_REACH);
    uint32_t lanes = lanes_of(less(place, splat((float)(bucket + 1)))) & ~lanes_of(less(place, splat((float)bucket)));
    return lanes == 0 ? 0 : lanes & weigh16(d, distance, weight);
}

/* Keys of a bucket's elements; they fit. */
static int64_t collect(const draw_state *d, int bucket) {
    uint64_t *keys = d->scratch->keys;
    int64_t size = 0, parts = parts_of(d);
    for (int64_t n = 0; n < parts; n++) {
        draw_part p = part_of_draw(d, n);
        for (int64_t i = 0; i < p.count; i += 16) {
            v16 weight;
            uint32_t lanes = lanes_in(d, load_row(p.values, i, p.count), bucket, &weight);
            for (; lanes != 0; lanes &= lanes - 1) {
                int64_t at = i + __builtin_ctz(lanes);
                keys[size++] = (uint64_t)rank_of(p.values[at]) << 32 | (uint64_t)column_in(&p, at);
            }
        }
    }
    return size;
}

static void sink(uint64_t *keys, int64_t from, int64_t size) {
    uint64_t key = keys[from];
    int64_t child;
    while ((child = 2 * from + 1) < size) {
        child += child + 1 < size && keys[child + 1] > keys[child];
        if (keys[child] <= key) {
            break;
        }
        keys[from] = keys[child];
        from = child;
    }
    keys[from] = key;
}

static void sort(uint64_t *keys, int64_t size) {
    for (int64_t i = size / 2; i-- > 0;) {
        sink(keys, i, size);
    }
    for (int64_t end = size; end-- > 1;) {
        uint64_t largest = keys[0];
        keys[0] = keys[end];
        keys[end] = largest;
        sink(keys, 0, end);
    }
}

/* Goes on from p through a bucket that has few elements. */
static void seek_sorted(const draw_state *d, int bucket, int64_t count, int64_t weight, draw_place *p) {
    const uint64_t *keys = d->scratch->keys;
    int64_t size = collect(d, bucket);
    sort(d->scratch->keys, size);
    for (int64_t i = 0; i < size && p->count < count && p->weight < weight; i++) {
        v16 w;
        weigh16(d, distance16(d, splat(element_of((uint32_t)(keys[i] >> 32)))), &w);
        p->count++;
        p->weight += (int64_t)w[0];
        p->column = (int32_t)(uint32_t)keys[i];
    }
}

/* Sums up a bucket's elements by a digit of their ranks, of those whose digits before it are known. */
static void weigh_digits(const draw_state *d, int bucket, uint32_t known, int shift, int bits) {
    draw_sum *digits = d->scratch->digits;
    int64_t parts = parts_of(d);
    memset(digits, 0, sizeof d->scratch->digits);
    for (int64_t n = 0; n < parts; n++) {
        draw_part p = part_of_draw(d, n);
        for (int64_t i = 0; i < p.count; i += 16) {
            v16 weight;
            uint32_t lanes = lanes_in(d, load_row(p.values, i, p.count), bucket, &weight);
            for (; lanes != 0; lanes &= lanes - 1) {
                int lane = __builtin_ctz(lanes);
                uint32_t rank = rank_of(p.values[i + lane]);
                if ((uint64_t)rank >> (shift + bits) == known) {
                    draw_sum *digit = digits + (rank >> shift & ((1u << bits) - 1));
                    digit->count++;
                    digit->weight += (int64_t)weight[lane];
                }
            }
        }
    }
}

/* The column of an element with that rank, of which so many before it have the same. */
static int32_t column_of(const draw_state *d, uint32_t rank, int64_t before) {
    int64_t parts = parts_of(d);
    for (int64_t n = 0; n < parts; n++) {
        draw_part p = part_of_draw(d, n);
        for (int64_t i = 0; i < p.count; i++) {
            if (rank_of(p.values[i]) == rank && before-- == 0) {
                return (int32_t)column_in(&p, i);
            }
        }
    }
    return -1;
}

/* Goes on from p through a bucket that has many elements, digit by digit, then through those that are equal. */
static void seek_digits(const draw_state *d, int bucket, int64_t count, int64_t weight, draw_place *p) {
    const draw_sum *digit = d->scratch->digits;
    uint32_t rank = 0;
    for (int shift = 21, bits = 11; bits > 0; shift -= bits) {
        weigh_digits(d, bucket, rank, shift, bits);
        uint32_t i = 0;
        while (p->count + digit[i].count < count && p->weight + digit[i].weight < weight) {
            p->count += digit[i].count;
            p->weight += digit[i].weight;
            i++;
        }
        rank = rank << bits | i;
        digit = d->scratch->digits;
        if (shift == 0) {
            digit += i;
            break;
        }
        bits = shift < bits ? shift : bits;
    }
    int64_t each = digit->weight / digit->count, wanted = count - p->count, missing = weight - p->weight;
    int64_t enough = each == 0 ? wanted : missing / each + (missing % each != 0);
    wanted = enough < wanted ? enough : wanted;
    p->count += wanted;
    p->weight += wanted * each;
    p->column = column_of(d, rank, wanted - 1);
}

/* The first element in rank with which the count or the weight is reached; the last if neither is. */
static draw_place seek(const draw_state *d, int64_t count, int64_t weight) {
    const draw_sum *buckets = d->scratch->buckets;
    draw_place p = {0, 0, -1};
    for (int b = 0; b < DRAW_BUCKETS; b++) {
        if (p.count + buckets[b].count >= count || p.weight + buckets[b].weight >= weight) {
            if (buckets[b].count <= DRAW_SORTED) {
                seek_sorted(d, b, count, weight, &p);
            } else {
                seek_digits(d, b, count, weight, &p);
            }
            return p;
        }
        p.count += buckets[b].count;
        p.weight += buckets[b].weight;
    }
    return p;
}

/* The least whole number that is not below x, which is above 0. */
INLINE int64_t at_least(double x) {
    if (x >= 0x1p62) {
        return INT64_MAX;
    }
    int64_t whole = (int64_t)x;
    return (double)whole < x ? whole + 1 : whole;
}

/* The column that is drawn, or -1 if more must be weighed. all: of everything, or below 0 for what survives. */
static int32_t choose(const draw_state *d, int64_t top_k, float top_p, double all, double uniform) {
    int64_t most = top_k > 0 ? top_k : INT64_MAX, share = INT64_MAX;
    if (top_p < 1.0f) {
        if (all < 0) {
            draw_place survivors = seek(d, most, INT64_MAX);
            if (!d->complete && survivors.count < most) {
                return -1;
            }
            all = (double)survivors.weight;
        }
        share = at_least((double)top_p * all);
    }
    draw_place kept = seek(d, most, share);
    if (!d->complete && kept.count < most && kept.weight < share) {
        return -1;
    }
    int64_t goal = (int64_t)(uniform * (double)kept.weight) + 1;
    return seek(d, INT64_MAX, goal < kept.weight ? goal : kept.weight).column;
}

static double uniform_of(const mr_draw_task *task, int64_t draw) {
    double uniform;
    memcpy(&uniform, task->uniforms + 2 * draw, sizeof uniform);
    return uniform;
}

static int32_t drawn_column(draw_state *d, int64_t draw, int shares_all) {
    const mr_draw_task *t = d->task;
    const double fall = 0.9542066659691884; /* exp(-DRAW_REACH / DRAW_STEPS) */
    int64_t top_k = t->top_k[draw];
    double total = shares_all ? total_of(d) : -1;
    int most = steps_of_min_p(d->min_p, fall), steps = DRAW_STEPS;
    if (t->c >= DRAW_SAMPLED && (shares_all || top_k > 0)) {
        steps = steps_of_choice(d, top_k, (1 - (double)t->top_p[draw]) * total, fall);
    }
    set_limit(d, steps, most);
    for (;;) {
        list(d);
        weigh(d);
        int32_t column = choose(d, top_k, t->top_p[draw], shares_all ? total * (double)DRAW_ONE : -1,
                                uniform_of(t, draw));
        if (column >= 0 || d->complete) {
            return column;
        }
        set_limit(d, most, most);
    }
}

void NAME(draw_row)(const mr_draw_task *task, int64_t draw, uint8_t *scratch) {
    draw_state d = {.task = task,
                    .scratch = (draw_scratch *)(void *)scratch,
                    .row = task->rows[draw],
                    .factor = task->factors[draw],
                    .min_p = task->min_p[draw]};
    int shares_all = task->top_p[draw] < 1.0f && task->top_k[draw] == 0 && d.min_p == 0.0f;
    float largest = survey(&d, shares_all);
    d.first = largest * d.factor;
    int32_t column = fabsf(d.first) <= 3.40282347e38f ? drawn_column(&d, draw, shares_all) : -1;
    task->columns[draw] = column;
    task->values[draw] = largest;
    if (column >= 0) {
        draw_part p = stripe_of(&d, column / task->width);
        task->values[draw] = p.values[column % task->width];
    }
}

#endif
