/*
 * math.h - exp, tanh and the activation functions; constants and order are those of numerics.md 3.
 */
#ifndef MR_BODY_MATH_H
#define MR_BODY_MATH_H

/*
 * At most 1.01 ULP; exp(0) = 1 exactly. Clamped first, NaN with it, so that the exponent arithmetic stays in range;
 * selected last. Adding 1.5 * 2^23 leaves n in the low bits, from where it goes to the exponent.
 */
INLINE v16 exp_clamped(v16 c) {
    const v16 magic = splat(12582912.0f);
    v16 t = fma16(c, splat(1.44269504f), magic), n = t - magic;
    v16 r = fma16(n, splat(-0.693359375f), c);
    r = fma16(n, splat(2.12194440e-4f), r);
    v16 p = splat(1.9875691500e-4f);
    p = fma16(p, r, splat(1.3981999507e-3f));
    p = fma16(p, r, splat(8.3334519073e-3f));
    p = fma16(p, r, splat(4.1665795894e-2f));
    p = fma16(p, r, splat(1.6666665459e-1f));
    p = fma16(p, r, splat(5.0000001201e-1f));
    v16 y = fma16(p, r * r, r) + splat(1.0f);
    return (v16)((v16u)y + ((v16u)t << 23));
}

INLINE v16 exp16(v16 x) {
    const v16 high = splat(88.72283f), low = splat(-87.33f);
    v16 c = select16(less(x, high), x, high);
    v16 y = exp_clamped(select16(less(low, c), c, low));
    y = select16(less(high, x), splat(INFINITY), y);
    y = select16(less(x, low), splat(0.0f), y);
    return select16(unordered(x), x, y);
}

/* The same for x <= 0 or NaN; some value where x > 0, as masked lanes may be. */
INLINE v16 exp_falling16(v16 x) {
    const v16 low = splat(-87.33f);
    v16 y = exp_clamped(select16(less(low, x), x, low));
    y = select16(less(x, low), splat(0.0f), y);
    return select16(unordered(x), x, y);
}

/* At most 1.33 ULP. */
INLINE v16 tanh16(v16 x) {
    const v16i sign = splat_int((int32_t)0x80000000u);
    v16 a = (v16)((v16i)x & ~sign);
    v16 z = x * x;
    v16 p = splat(-5.70498872745e-3f);
    p = fma16(p, z, splat(2.06390887954e-2f));
    p = fma16(p, z, splat(-5.37397155531e-2f));
    p = fma16(p, z, splat(1.33314422036e-1f));
    p = fma16(p, z, splat(-3.33332819422e-1f));
    v16 near = fma16(p * z, x, x);
    v16 far = splat(1.0f) - splat(2.0f) / (exp16(splat(2.0f) * a) + splat(1.0f));
    far = (v16)((v16i)far | ((v16i)x & sign));
    return select16(less(a, splat(0.625f)), near, far);
}

INLINE v16 silu16(v16 x) { return x / (splat(1.0f) + exp16(-x)); }

INLINE v16 gelu_tanh16(v16 x) {
    v16 u = splat(0.7978845608f) * fma16(splat(0.044715f) * (x * x), x, x);
    return x / (splat(1.0f) + exp16(splat(-2.0f) * u));
}

/*
 * p = p * x + c of neighbouring vectors. Each step is taken for all of them before the next: one chain of two dozen
 * operations after the other fills the queues of a CPU before it can look far enough ahead.
 */
INLINE void horner_each(v16 *p, const v16 *x, float c, int vectors) {
#pragma GCC unroll 4
    for (int j = 0; j < vectors; j++) {
        p[j] = fma16(p[j], x[j], splat(c));
    }
}

/* exp_clamped of neighbouring vectors; c is overwritten. */
INLINE void exp_clamped_each(v16 *c, v16 *y, int vectors) {
    const v16 magic = splat(12582912.0f);
    v16 t[VECTORS_TOGETHER], p[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int j = 0; j < vectors; j++) {
        t[j] = fma16(c[j], splat(1.44269504f), magic);
    }
#pragma GCC unroll 4
    for (int j = 0; j < vectors; j++) {
        c[j] = fma16(t[j] - magic, splat(-0.693359375f), c[j]);
    }
#pragma GCC unroll 4
    for (int j = 0; j < vectors; j++) {
        c[j] = fma16(t[j] - magic, splat(2.12194440e-4f), c[j]);
        p[j] = splat(1.9875691500e-4f);
    }
    horner_each(p, c, 1.3981999507e-3f, vectors);
    horner_each(p, c, 8.3334519073e-3f, vectors);
    horner_each(p, c, 4.1665795894e-2f, vectors);
    horner_each(p, c, 1.6666665459e-1f, vectors);
    horner_each(p, c, 5.0000001201e-1f, vectors);
#pragma GCC unroll 4
    for (int j = 0; j < vectors; j++) {
        v16 raised = fma16(p[j], c[j] * c[j], c[j]) + splat(1.0f);
        y[j] = (v16)((v16u)raised + ((v16u)t[j] << 23));
    }
}

/*
 * x (1 - E / 2) above zero and x E / 2 below, E = erfc(|x| / sqrt(2)) = exp(|x| P(|x|)): nothing cancels. What comes of
 * exponents below -87.33 is not used; E is 0 long before |x| is 16. Of neighbouring vectors, in place.
 */
INLINE void gelu_erf_each(v16 *x, int vectors) {
    v16 a[VECTORS_TOGETHER], q[VECTORS_TOGETHER], c[VECTORS_TOGETHER], e[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int j = 0; j < vectors; j++) {
        v16 magnitude = (v16)((v16i)x[j] & splat_int(0x7fffffff));
        a[j] = select16(less(magnitude, splat(16.0f)), magnitude, splat(16.0f));
        q[j] = splat(-1.9166273e-6f);
    }
    horner_each(q, a, 2.6993874e-5f, vectors);
    horner_each(q, a, -1.2872336e-4f, vectors);
    horner_each(q, a, -9.3586226e-5f, vectors);
    horner_each(q, a, 0.004892202f, vectors);
    horner_each(q, a, -0.03638406f, vectors);
    horner_each(q, a, -0.31830013f, vectors);
    horner_each(q, a, -0.7978852f, vectors);
#pragma GCC unroll 4
    for (int j = 0; j < vectors; j++) {
        c[j] = q[j] = q[j] * a[j];
    }
    exp_clamped_each(c, e, vectors);
#pragma GCC unroll 4
    for (int j = 0; j < vectors; j++) {
        v16 beyond = select16(less(q[j], splat(-87.33f)), splat(0.0f), e[j]);
        v16 above = fma16(splat(-0.5f) * a[j], beyond, x[j]), below = splat(0.5f) * x[j] * beyond;
        x[j] = select16(less(splat(0.0f), x[j]), above, below);
    }
}

INLINE v16 gelu_erf16(v16 x) {
    gelu_erf_each(&x, 1);
    return x;
}

INLINE v16 relu16(v16 x) { return select16(less(splat(0.0f), x), x, select16(unordered(x), x, splat(0.0f))); }

INLINE v16 soft_cap16(v16 x, float cap) { return splat(cap) * tanh16(x / splat(cap)); }

#endif
