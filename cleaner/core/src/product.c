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
enum { TILE = 4 }; /* rows that are done together, so that a weight is read once for them */

typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
typedef float Eight __attribute__((vector_size(32), aligned(4), may_alias));

/* The columns of a tile that no vector covers; ``from`` is the first of them. */
INLINE void add_rest(float *out, const float *const x[TILE], const float *weight, int rows, Py_ssize_t depth,
                     Py_ssize_t width, Py_ssize_t from)
{
    for (int row = 0; row < rows; row++)
        for (Py_ssize_t column = from; column < width; column++) {
            float sum = out[row * width + column];
            for (Py_ssize_t at = 0; at < depth; at++)
                sum += x[row][at] * weight[at * width + column];
            out[row * width + column] = sum;
        }
}

/* What a tile does to each of its rows; written out, so that the sums stay in registers. */
#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3)
#define LOAD(N) left##N = *(const Vector *)(into[N] + column), right##N = *(const Vector *)(into[N] + column + LANES);
#define ADD(N) left##N += one * x[N][at], right##N += other * x[N][at];
#define STORE(N) *(Vector *)(into[N] + column) = left##N, *(Vector *)(into[N] + column + LANES) = right##N;

/* A tile of rows, two vectors of columns at a time. Where fewer rows are left, the last of them is done more than once,
 * each time with the same result. */
#define DEFINE_TILE(NAME, VECTOR, ATTRIBUTE)                                                                           \
    ATTRIBUTE static void NAME(float *out, const float *first, Py_ssize_t stride, const float *weight, int rows,       \
                               Py_ssize_t depth, Py_ssize_t width)                                                     \
    {                                                                                                                  \
        typedef VECTOR Vector;                                                                                         \
        enum { LANES = sizeof(Vector) / sizeof(float) };                                                               \
        const float *x[TILE];                                                                                          \
        float *into[TILE];                                                                                             \
        for (int row = 0; row < TILE; row++) {                                                                         \
            x[row] = first + (row < rows ? row : rows - 1) * stride;                                                   \
            into[row] = out + (row < rows ? row : rows - 1) * width;                                                   \
        }                                                                                                              \
        Py_ssize_t column = 0;                                                                                         \
        for (; column + 2 * LANES <= width; column += 2 * LANES) {                                                     \
            Vector left0, left1, left2, left3, right0, right1, right2, right3;                                         \
            EACH_ROW(LOAD)                                                                                             \
            const float *line = weight + column;                                                                       \
            for (Py_ssize_t at = 0; at < depth; at++, line += width) {                                                 \
                Vector one = *(const Vector *)line, other = *(const Vector *)(line + LANES);                           \
                EACH_ROW(ADD)                                                                                          \
            }                                                                                                          \
            EACH_ROW(STORE)                                                                                            \
        }                                                                                                              \
        add_rest(out, x, weight, rows, depth, width, column);                                                          \
    }

DEFINE_TILE(add_tile, Four, )

#if defined(__x86_64__)
#include <cpuid.h>
DEFINE_TILE(add_tile_avx2, Eight, __attribute__((target("avx2"))))

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

void add_product(float *out, const float *x, Py_ssize_t stride, const float *weight, Py_ssize_t rows, Py_ssize_t depth,
                 Py_ssize_t width)
{
    void (*tile)(float *, const float *, Py_ssize_t, const float *, int, Py_ssize_t, Py_ssize_t) = add_tile;
#if defined(__x86_64__)
    static signed char wide = -1; /* found out once; threads that race find the same */
    if (wide < 0)
        wide = has_avx2();
    if (wide && !NARROW)
        tile = add_tile_avx2;
#endif
    for (Py_ssize_t row = 0; row < rows; row += TILE)
        tile(out + row * width, x + row * stride, stride, weight, rows - row < TILE ? (int)(rows - row) : TILE, depth,
             width);
}
