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
 * x (1 - E / 2) above zero and x E / 2 below, E = erfc(|x| / sqrt(2)) = exp(|x| P(|x|)): nothing cancels. What comes of
 * exponents below -87.33 is not used; E is 0 long before |x| is 16.
 */
INLINE v16 gelu_erf16(v16 x) {
    v16 a = (v16)((v16i)x & splat_int(0x7fffffff));
    a = select16(less(a, splat(16.0f)), a, splat(16.0f));
    v16 q = splat(-1.9166273e-6f);
    q = fma16(q, a, splat(2.6993874e-5f));
    q = fma16(q, a, splat(-1.2872336e-4f));
    q = fma16(q, a, splat(-9.3586226e-5f));
    q = fma16(q, a, splat(0.004892202f));
    q = fma16(q, a, splat(-0.03638406f));
    q = fma16(q, a, splat(-0.31830013f));
    q = fma16(q, a, splat(-0.7978852f)) * a;
    v16 beyond = select16(less(q, splat(-87.33f)), splat(0.0f), exp_clamped(q));
    return select16(less(splat(0.0f), x), fma16(splat(-0.5f) * a, beyond, x), splat(0.5f) * x * beyond);
}

INLINE v16 relu16(v16 x) { return select16(less(splat(0.0f), x), x, select16(unordered(x), x, splat(0.0f))); }

INLINE v16 soft_cap16(v16 x, float cap) { return splat(cap) * tanh16(x / splat(cap)); }

#endif
