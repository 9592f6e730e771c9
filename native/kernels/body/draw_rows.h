/*
 * draw_rows.h - what a draw reads: a row stripe by stripe or a list of its elements, and what they weigh.
 *
 * Tail: as exponentials.h; empty lanes lie beyond every distance.
 */
#ifndef MR_BODY_DRAW_ROWS_H
#define MR_BODY_DRAW_ROWS_H

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

#endif
