/*
 * draw_limit.h - how far from the largest element a choice may end, told by a sample of the row; what lies before is listed.
 */
#ifndef MR_BODY_DRAW_LIMIT_H
#define MR_BODY_DRAW_LIMIT_H

#include "draw_rows.h"

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

#endif
