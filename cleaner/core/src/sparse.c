/* The product of matrices of which many numbers are zero, as they are behind a rectifier.
 *
 * The sums are those of product.c without the products that are zero, in the same order. So the result is the same for
 * weights that are numbers. */
#include "judge.h"

#include <string.h>

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
typedef float Eight __attribute__((vector_size(32), aligned(4), may_alias));

void pack_rows(Packed *packed, const float *x, Py_ssize_t stride, Py_ssize_t rows, Py_ssize_t depth, Py_ssize_t width)
{
    packed->depth = depth;
    for (Py_ssize_t row = 0; row < rows; row++) {
        int32_t *at = packed->at + row * depth, count = 0;
        float *value = packed->value + row * depth;
        for (Py_ssize_t nth = 0; nth < depth; nth++) { /* without a branch, which nobody could foresee */
            uint32_t bits;
            memcpy(&bits, x + row * stride + nth, sizeof bits);
            at[count] = (int32_t)(nth * width);
            value[count] = x[row * stride + nth];
            count += bits << 1 != 0; /* no zero of either sign; faster than a comparison of floats */
        }
        packed->counts[row] = count;
    }
}

#define EIGHT_SUMS(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
#define LOAD(N) Vector sum##N = *(const Vector *)(out + column + N * LANES);
#define ADD(N) sum##N += *(const Vector *)(line + N * LANES) * value[nth];
#define STORE(N) *(Vector *)(out + column + N * LANES) = sum##N;

/* One row: eight vectors of columns at a time, then one, then one number. */
#define DEFINE_ROW(NAME, VECTOR, ATTRIBUTE)                                                                            \
    ATTRIBUTE static void NAME(float *out, const int32_t *at, const float *value, int32_t count, const float *weight,  \
                               Py_ssize_t width)                                                                       \
    {                                                                                                                  \
        typedef VECTOR Vector;                                                                                         \
        enum { LANES = sizeof(Vector) / sizeof(float) };                                                               \
        Py_ssize_t column = 0;                                                                                         \
        for (; column + 8 * LANES <= width; column += 8 * LANES) {                                                     \
            EIGHT_SUMS(LOAD)                                                                                           \
            for (int32_t nth = 0; nth < count; nth++) {                                                                \
                const float *line = weight + at[nth] + column;                                                         \
                EIGHT_SUMS(ADD)                                                                                        \
            }                                                                                                          \
            EIGHT_SUMS(STORE)                                                                                          \
        }                                                                                                              \
        for (; column + LANES <= width; column += LANES) {                                                             \
            LOAD(0)                                                                                                    \
            for (int32_t nth = 0; nth < count; nth++) {                                                                \
                const float *line = weight + at[nth] + column;                                                         \
                ADD(0)                                                                                                 \
            }                                                                                                          \
            STORE(0)                                                                                                   \
        }                                                                                                              \
        for (; column < width; column++) {                                                                             \
            float sum = out[column];                                                                                   \
            for (int32_t nth = 0; nth < count; nth++)                                                                  \
                sum += weight[at[nth] + column] * value[nth];                                                          \
            out[column] = sum;                                                                                         \
        }                                                                                                              \
    }

DEFINE_ROW(add_narrow, Four, )
#if defined(__x86_64__)
DEFINE_ROW(add_wide, Eight, __attribute__((target("avx2"))))
#endif

void add_packed(float *out, const Packed *packed, Py_ssize_t first, Py_ssize_t rows, const float *weight,
                Py_ssize_t width)
{
    void (*add)(float *, const int32_t *, const float *, int32_t, const float *, Py_ssize_t) = add_narrow;
#if defined(__x86_64__)
    if (is_wide())
        add = add_wide;
#endif
    for (Py_ssize_t row = first; row < first + rows; row++, out += width)
        add(out, packed->at + row * packed->depth, packed->value + row * packed->depth, packed->counts[row], weight,
            width);
}
