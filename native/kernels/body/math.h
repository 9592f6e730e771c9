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

/* Within 4 ULP: x + x P(x^2) near zero, else 1 - exp(Q(|x|)); numerics.md 3 lists the fitted constants. */
INLINE v16 erf16(v16 x) {
    const v16i sign = splat_int((int32_t)0x80000000u);
    v16 a = (v16)((v16i)x & ~sign), z = x * x;
    v16 p = splat(8.345228e-5f);
    p = fma16(p, z, splat(-8.137438e-4f));
    p = fma16(p, z, splat(5.2006342e-3f));
    p = fma16(p, z, splat(-2.685927e-2f));
    p = fma16(p, z, splat(0.11283694f));
    p = fma16(p, z, splat(-0.37612635f));
    p = fma16(p, z, splat(0.12837917f));
    v16 near = fma16(p, x, x);
    v16 t = select16(less(a, splat(3.92f)), a, splat(3.92f));
    v16 q = splat(1.9535892e-4f);
    q = fma16(q, t, splat(-3.0375398e-3f));
    q = fma16(q, t, splat(2.2204267e-2f));
    q = fma16(q, t, splat(-0.103884555f));
    q = fma16(q, t, splat(-0.6372359f));
    q = fma16(q, t, splat(-1.1276437f));
    q = fma16(q, t, splat(-2.0340714e-4f));
    v16 far = splat(1.0f) - exp16(q);
    far = (v16)(((v16i)far & ~sign) | ((v16i)x & sign));
    far = select16(unordered(x), x, far);
    return select16(less(a, splat(0.93f)), near, far);
}

INLINE v16 gelu_erf16(v16 x) { return splat(0.5f) * x * (splat(1.0f) + erf16(x * splat(0.70710678f))); }

INLINE v16 relu16(v16 x) { return select16(less(splat(0.0f), x), x, select16(unordered(x), x, splat(0.0f))); }

INLINE v16 soft_cap16(v16 x, float cap) { return splat(cap) * tanh16(x / splat(cap)); }

#endif
