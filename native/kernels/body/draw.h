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

#include "draw_limit.h"
#include "draw_seek.h"

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
