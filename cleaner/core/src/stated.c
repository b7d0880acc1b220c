/* What the page states about its blocks: find_stated of features.py. */
#include "judge.h"

enum { WINDOW = 4, WINDOW_BITS = 16 }; /* code points that are looked up together */

/* Which windows a text has, roughly: a needle with another window does not stand in it. */
typedef struct {
    uint64_t bits[(1 << WINDOW_BITS) / 64];
} Windows;

/* A code point is forgotten after WINDOW more. So the same ones always give the same window. */
static inline uint32_t shift_in(uint32_t window, Py_UCS4 code) { return window >> 8 ^ (code << 24 | code >> 8); }
static inline uint32_t place_of(uint32_t window) { return window * 0x9E3779B1u >> (32 - WINDOW_BITS); }

static void note_windows(PyObject *text, Windows *windows)
{
    uint32_t window = 0;
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t at = 0; at < size; at++) {
        window = shift_in(window, PyUnicode_READ(kind, data, at));
        uint32_t place = place_of(window);
        windows->bits[place / 64] |= (uint64_t)1 << place % 64;
    }
}

/* Whether every window of the first code points of a text is among those. */
static bool may_hold(const Windows *windows, PyObject *text, Py_ssize_t size)
{
    uint32_t window = 0;
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t at = 0; at < size; at++) {
        window = shift_in(window, PyUnicode_READ(kind, data, at));
        uint32_t place = place_of(window);
        if (at >= WINDOW - 1 && !(windows->bits[place / 64] >> place % 64 & 1))
            return false;
    }
    return true;
}

/* Whether the body holds the beginning of each block: to the second column from ``column`` on. */
static int write_body(const Look *look, PyObject *body, int column)
{
    Windows windows = {0};
    note_windows(body, &windows);
    for (Py_ssize_t nth = 0; nth < look->count; nth++) {
        PyObject *text = look->seen[nth].text;
        Py_ssize_t size = PyUnicode_GET_LENGTH(text);
        size = size < SHORT_CHARS ? size : SHORT_CHARS;
        row_of(look, nth)[column] = 1;
        if (!may_hold(&windows, text, size))
            continue;
        PyObject *head = PyUnicode_Substring(text, 0, size);
        int found = head == NULL ? -1 : PyUnicode_Contains(body, head);
        Py_XDECREF(head);
        if (found < 0)
            return -1;
        row_of(look, nth)[column + 1] = (float)found;
    }
    return 0;
}

/* find_stated: the body that the page states, or an empty text, and the blocks before which a picture stands; to three
 * columns that are filled from ``column`` on. */
int write_stated(const Look *look, PyObject *body, PyObject *pictured, int column)
{
    for (Py_ssize_t nth = 0; nth < look->count; nth++)
        for (int at = 0; at < STATED; at++)
            row_of(look, nth)[column + at] = 0;
    if (PyUnicode_GET_LENGTH(body) && write_body(look, body, column) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(pictured); at++) {
        Py_ssize_t nth = PyLong_AsSsize_t(PyList_GET_ITEM(pictured, at));
        if (nth == -1 && PyErr_Occurred())
            return -1;
        if (nth >= 0 && nth < look->count) /* a picture may stand behind the last block */
            row_of(look, nth)[column + 2] = 1;
    }
    return 0;
}
