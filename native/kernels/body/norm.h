/*
 * norm.h - row normalizations. Sums along a row run in 16 lanes (lane = index mod 16) and are added in halves.
 *
 * Tail: the last d % 16 elements are loaded with zeros beside them, which leave their lanes as they are.
 */
#ifndef MR_BODY_NORM_H
#define MR_BODY_NORM_H

void NAME(rms_norm_row)(const float *x, const float *gain, float epsilon, float *out, int64_t d) {
    v16 lanes = splat(0.0f);
    int64_t i = 0;
    for (; i + 16 <= d; i += 16) {
        v16 v = load16(x + i);
        lanes = fma16(v, v, lanes);
    }
    if (i < d) {
        v16 v = load_some(x + i, d - i);
        lanes = fma16(v, v, lanes);
    }
    v16 r = splat(1.0f / sqrtf(sum_halves(lanes) / (float)d + epsilon));
    for (i = 0; i + 16 <= d; i += 16) {
        store16(out + i, (load16(x + i) * r) * load16(gain + i));
    }
    if (i < d) {
        store_some(out + i, (load_some(x + i, d - i) * r) * load_some(gain + i, d - i), d - i);
    }
}

void NAME(layer_norm_row)(const float *x, const float *gain, const float *bias, float epsilon, float *out,
                                 int64_t d) {
    v16 lanes = splat(0.0f);
    int64_t i = 0;
    for (; i + 16 <= d; i += 16) {
        lanes = lanes + load16(x + i);
    }
    if (i < d) {
        lanes = lanes + load_some(x + i, d - i);
    }
    v16 mean = splat(sum_halves(lanes) / (float)d);
    lanes = splat(0.0f);
    for (i = 0; i + 16 <= d; i += 16) {
        v16 v = load16(x + i) - mean;
        lanes = fma16(v, v, lanes);
    }
    if (i < d) {
        /* The empty lanes must not take (0 - mean)^2. */
        v16 v = select16(mask_of((1u << (d - i)) - 1), load_some(x + i, d - i) - mean, splat(0.0f));
        lanes = fma16(v, v, lanes);
    }
    v16 r = splat(1.0f / sqrtf(sum_halves(lanes) / (float)d + epsilon));
    for (i = 0; i + 16 <= d; i += 16) {
        store16(out + i, ((load16(x + i) - mean) * r) * load16(gain + i) + load16(bias + i));
    }
    if (i < d) {
        v16 y = ((load_some(x + i, d - i) - mean) * r) * load_some(gain + i, d - i);
        store_some(out + i, y + load_some(bias + i, d - i), d - i);
    }
}

#endif
