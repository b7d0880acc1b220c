/* The product of matrices: the one loop that takes the net's time.
 *
 * Each number of the result is summed in one order, whatever the width of the processor's registers, and no product is
 * fused with a sum. So every x86-64 machine gives the same bits, with AVX2 or without. */
#include "judge.h"

#include <string.h>

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

#define INLINE static inline __attribute__((always_inline))
enum { TILE = 6, LESS = 2 }; /* rows that are done together, so that a weight is read once for them */

typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
typedef float Eight __attribute__((vector_size(32), aligned(4), may_alias));

/* The columns of a tile that no vector covers; ``from`` is the first of them. */
INLINE void add_rest(float *out, const float *x, Py_ssize_t stride, const float *weight, int rows, Py_ssize_t depth,
                     Py_ssize_t width, Py_ssize_t from)
{
    for (int row = 0; row < rows; row++)
        for (Py_ssize_t column = from; column < width; column++) {
            float sum = out[row * width + column];
            for (Py_ssize_t at = 0; at < depth; at++)
                sum += x[row * stride + at] * weight[at * width + column];
            out[row * width + column] = sum;
        }
}

/* What a tile does to each of its rows; written out, so that the sums stay in registers. */
#define ONE_ROW(DO) DO(0)
#define TWO_ROWS(DO) DO(0) DO(1)
#define SIX_ROWS(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5)
#define NAME(N) Vector left##N, right##N;
#define LOAD(N)                                                                                                        \
    left##N = *(const Vector *)(out + N * width + column);                                                             \
    right##N = *(const Vector *)(out + N * width + column + LANES);
#define ADD(N) left##N += one * x[N * stride + at], right##N += other * x[N * stride + at];
#define STORE(N)                                                                                                       \
    *(Vector *)(out + N * width + column) = left##N;                                                                   \
    *(Vector *)(out + N * width + column + LANES) = right##N;

/* A tile of rows, two vectors of columns at a time. */
#define DEFINE_TILE(NAME_OF_TILE, VECTOR, ROWS, EACH_ROW, ATTRIBUTE)                                                   \
    ATTRIBUTE static void NAME_OF_TILE(float *out, const float *x, Py_ssize_t stride, const float *weight,             \
                                       Py_ssize_t depth, Py_ssize_t width)                                             \
    {                                                                                                                  \
        typedef VECTOR Vector;                                                                                         \
        enum { LANES = sizeof(Vector) / sizeof(float) };                                                               \
        Py_ssize_t column = 0;                                                                                         \
        for (; column + 2 * LANES <= width; column += 2 * LANES) {                                                     \
            EACH_ROW(NAME)                                                                                             \
            EACH_ROW(LOAD)                                                                                             \
            const float *line = weight + column;                                                                       \
            for (Py_ssize_t at = 0; at < depth; at++, line += width) {                                                 \
                Vector one = *(const Vector *)line, other = *(const Vector *)(line + LANES);                           \
                EACH_ROW(ADD)                                                                                          \
            }                                                                                                          \
            EACH_ROW(STORE)                                                                                            \
        }                                                                                                              \
        add_rest(out, x, stride, weight, ROWS, depth, width, column);                                                  \
    }

#define DEFINE_TILES(NAME_OF_TILE, VECTOR, ATTRIBUTE)                                                                  \
    DEFINE_TILE(NAME_OF_TILE##_6, VECTOR, 6, SIX_ROWS, ATTRIBUTE)                                                      \
    DEFINE_TILE(NAME_OF_TILE##_2, VECTOR, 2, TWO_ROWS, ATTRIBUTE)                                                      \
    DEFINE_TILE(NAME_OF_TILE##_1, VECTOR, 1, ONE_ROW, ATTRIBUTE)

DEFINE_TILES(add_narrow, Four, )

#if defined(__x86_64__)
#include <cpuid.h>
DEFINE_TILES(add_wide, Eight, __attribute__((target("avx2"))))

/* Whether the processor has AVX2, and the system keeps its registers. */
static bool has_avx2(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX))
        return false;
    unsigned kept, high;
    __asm__("xgetbv" : "=a"(kept), "=d"(high) : "c"(0));
    return (kept & 6) == 6 && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
}
#endif

static bool NARROW; /* as on a processor without AVX2 */

/* Whether to do without wide registers from now on: for the test that they change no bit. Gives whether they are
 * used. */
PyObject *core_narrow(PyObject *module, PyObject *narrow)
{
    (void)module;
    int asked = PyObject_IsTrue(narrow);
    if (asked < 0)
        return NULL;
    NARROW = asked;
#if defined(__x86_64__)
    return PyBool_FromLong(!NARROW && has_avx2());
#else
    Py_RETURN_FALSE;
#endif
}

bool is_wide(void)
{
#if defined(__x86_64__)
    static signed char wide = -1; /* found out once; threads that race find the same */
    if (wide < 0)
        wide = has_avx2();
    return wide && !NARROW;
#else
    return false;
#endif
}

typedef void Tile(float *, const float *, Py_ssize_t, const float *, Py_ssize_t, Py_ssize_t);

void add_product(float *out, const float *x, Py_ssize_t stride, const float *weight, Py_ssize_t rows, Py_ssize_t depth,
                 Py_ssize_t width)
{
    Tile *six = add_narrow_6, *two = add_narrow_2, *one = add_narrow_1;
#if defined(__x86_64__)
    if (is_wide())
        six = add_wide_6, two = add_wide_2, one = add_wide_1;
#endif
    Py_ssize_t row = 0;
    for (; row + TILE <= rows; row += TILE)
        six(out + row * width, x + row * stride, stride, weight, depth, width);
    for (; row + LESS <= rows; row += LESS)
        two(out + row * width, x + row * stride, stride, weight, depth, width);
    for (; row < rows; row++)
        one(out + row * width, x + row * stride, stride, weight, depth, width);
}
