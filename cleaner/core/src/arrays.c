/* Arrays that Python hands over, and arithmetic that is the same on every machine. */
#include "judge.h"

#include <string.h>

static size_t size_of(char format)
{
    return format == 'f' || format == 'i' ? 4 : format == 'Q' ? 8 : 1;
}

/* Whether the letter of a buffer's format is the wanted one; C's long and long long are the same size on many
 * systems. */
static bool is_format(const char *found, char format)
{
    if (found == NULL)
        return format == 'B';
    if (found[0] == '@' || found[0] == '=')
        found++;
    if (found[0] == '\0' || found[1] != '\0')
        return false;
    return found[0] == format || (format == 'Q' && found[0] == 'L') || (format == 'i' && found[0] == 'l');
}

int take_array(PyObject *object, Array *array, char format, Py_ssize_t rows, Py_ssize_t columns, bool write)
{
    Py_buffer *view = &array->view;
    if (PyObject_GetBuffer(object, view, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT | (write ? PyBUF_WRITABLE : 0)) < 0)
        return -1;
    bool fits = (view->ndim == 1 || view->ndim == 2) && is_format(view->format, format) &&
                (size_t)view->itemsize == size_of(format);
    if (fits) {
        array->rows = view->shape[0];
        array->columns = view->ndim == 2 ? view->shape[1] : 1;
        fits = (rows < 0 || array->rows == rows) && (columns < 0 || array->columns == columns) &&
               (size_t)view->buf % size_of(format) == 0;
    }
    if (!fits) {
        PyErr_Format(PyExc_ValueError, "an array of %zd x %zd of format %c is wanted", rows, columns, format);
        drop_array(array);
        return -1;
    }
    return 0;
}

void drop_array(Array *array)
{
    if (array->view.obj != NULL)
        PyBuffer_Release(&array->view);
}

static void *make_array(Py_ssize_t count, size_t size, bool zero)
{
    bool fits = count >= 0 && (size_t)count <= (size_t)PY_SSIZE_T_MAX / size;
    size_t wanted = count ? (size_t)count : 1;
    void *made = !fits ? NULL : zero ? PyMem_Calloc(wanted, size) : PyMem_Malloc(wanted * size);
    if (made == NULL)
        PyErr_NoMemory();
    return made;
}

void *zeros(Py_ssize_t count, size_t size) { return make_array(count, size, true); }
void *room_for(Py_ssize_t count, size_t size) { return make_array(count, size, false); }

/* The C library's logarithm and exponential differ in the last bit from one system to the next; these do not. */

static const double LN2 = 0.69314718055994530942;

double log_1p(double value) { return logarithm(1 + value); }

double logarithm(double whole)
{
    if (!(whole > 0 && whole < 1e300)) /* no number that features come to */
        return whole;
    uint64_t bits;
    memcpy(&bits, &whole, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7FF) - 1023;
    bits = (bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000;
    memcpy(&whole, &bits, sizeof whole);
    if (whole > 1.4142135623730951) {
        whole *= 0.5;
        exponent++;
    }
    /* ln(m) = 2 artanh((m - 1) / (m + 1)); the argument is below 0.172, so eight terms are exact to 1e-13. */
    static const double TERMS[] = {1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1.0};
    double part = (whole - 1) / (whole + 1), square = part * part, sum = 0;
    for (size_t nth = 0; nth < sizeof TERMS / sizeof *TERMS; nth++)
        sum = sum * square + TERMS[nth];
    return exponent * LN2 + 2 * part * sum;
}

double exponential(double value)
{
    if (value != value)
        return value;
    if (value < -700)
        return 0;
    if (value > 700)
        value = 700;
    int steps = (int)(value / LN2 + (value < 0 ? -0.5 : 0.5));
    static const double TERMS[] = {1.0 / 87178291200, 1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800,
                                   1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120,
                                   1.0 / 24, 1.0 / 6, 1.0 / 2};
    double rest = value - steps * LN2, sum = 0;
    for (size_t nth = 0; nth < sizeof TERMS / sizeof *TERMS; nth++) /* Taylor's series; the rest is below 0.35 */
        sum = (sum + TERMS[nth]) * rest;
    sum = 1 + (sum + 1) * rest;
    uint64_t bits = (uint64_t)(steps + 1023) << 52;
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return sum * scale;
}
