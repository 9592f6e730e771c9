/*
 * elementwise.h - activations, gates, sums, scaling, soft caps and rotary positions.
 *
 * Tail: the last elements are loaded with zeros beside them and only they are stored.
 */
#ifndef MR_BODY_ELEMENTWISE_H
#define MR_BODY_ELEMENTWISE_H

INLINE v16 apply(int32_t f, v16 x) {
    switch (f) {
    case 0: return relu16(x);
    case 1: return silu16(x);
    case 2: return gelu_tanh16(x);
    default: return gelu_erf16(x);
    }
}

INLINE void gate_with(int32_t f, const float *gate, const float *up, float *out, int64_t count) {
    int64_t i = 0;
    for (; i + 16 <= count; i += 16) {
        store16(out + i, apply(f, load16(gate + i)) * load16(up + i));
    }
    if (i < count) {
        store_some(out + i, apply(f, load_some(gate + i, count - i)) * load_some(up + i, count - i), count - i);
    }
}

void NAME(gate)(int32_t f, const float *gate, const float *up, float *out, int64_t count) {
    switch (f) {
    case 0: gate_with(0, gate, up, out, count); break;
    case 1: gate_with(1, gate, up, out, count); break;
    case 2: gate_with(2, gate, up, out, count); break;
    default: gate_with(3, gate, up, out, count);
    }
}

/* Sixteen by sixteen, but GELU_ERF, whose chain is long, some vectors at a time. */
INLINE void activate_with(int32_t f, const float *x, float *out, int64_t count) {
    int64_t i = 0;
    for (; f == 3 && i + 16 * VECTORS_TOGETHER <= count; i += 16 * VECTORS_TOGETHER) {
        v16 v[VECTORS_TOGETHER];
#pragma GCC unroll 4
        for (int j = 0; j < VECTORS_TOGETHER; j++) {
            v[j] = load16(x + i + 16 * j);
        }
        gelu_erf_each(v, VECTORS_TOGETHER);
#pragma GCC unroll 4
        for (int j = 0; j < VECTORS_TOGETHER; j++) {
            store16(out + i + 16 * j, v[j]);
        }
    }
    for (; i + 16 <= count; i += 16) {
        store16(out + i, apply(f, load16(x + i)));
    }
    if (i < count) {
        store_some(out + i, apply(f, load_some(x + i, count - i)), count - i);
    }
}

void NAME(activate)(int32_t f, const float *x, float *out, int64_t count) {
    switch (f) {
    case 0: activate_with(0, x, out, count); break;
    case 1: activate_with(1, x, out, count); break;
    case 2: activate_with(2, x, out, count); break;
    default: activate_with(3, x, out, count);
    }
}

/* The functions that the others are made of, for check_functions: 0 exp, 1 tanh. */
void NAME(evaluate)(int32_t f, const float *x, float *out, int64_t count) {
    for (int64_t i = 0; i + 16 <= count; i += 16) {
        v16 v = load16(x + i);
        store16(out + i, f == 0 ? exp16(v) : tanh16(v));
    }
}

void NAME(add)(const float *a, const float *b, float *out, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        out[i] = a[i] + b[i];
    }
}

void NAME(scale)(float *x, float factor, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        x[i] = x[i] * factor;
    }
}

void NAME(soft_cap)(float *x, float cap, int64_t count) {
    int64_t i = 0;
    for (; i + 16 <= count; i += 16) {
        store16(x + i, soft_cap16(load16(x + i), cap));
    }
    if (i < count) {
        store_some(x + i, soft_cap16(load_some(x + i, count - i), cap), count - i);
    }
}

/* y0 = fma(x0, c, -(x1 * s)), y1 = fma(x1, c, x0 * s) */
void NAME(rotate_row)(float *x, int64_t heads, int64_t e, int64_t r, const float *cosine, const float *sine) {
    for (int64_t head = 0; head < heads; head++) {
        float *first = x + head * e, *second = first + r;
        int64_t i = 0;
        for (; i + 16 <= r; i += 16) {
            v16 x0 = load16(first + i), x1 = load16(second + i), c = load16(cosine + i), s = load16(sine + i);
            store16(first + i, fma16(x0, c, -(x1 * s)));
            store16(second + i, fma16(x1, c, x0 * s));
        }
        if (i < r) {
            int64_t rest = r - i;
            v16 x0 = load_some(first + i, rest), x1 = load_some(second + i, rest);
            v16 c = load_some(cosine + i, rest), s = load_some(sine + i, rest);
            store_some(first + i, fma16(x0, c, -(x1 * s)), rest);
            store_some(second + i, fma16(x1, c, x0 * s), rest);
        }
    }
}

#endif
