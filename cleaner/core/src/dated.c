/* Which texts may hold a date: may_hold_dates of read/metadata/dates/parse.py. */
#include "core.h"

enum { MAX_BETWEEN = 20 }; /* other characters between two numbers of a date */

typedef struct {
    int kind;
    const void *data;
    Py_ssize_t size; /* code points that count */
} Line;

static inline bool digit_at(const Line *line, Py_ssize_t at)
{
    if (at >= line->size)
        return false;
    Py_UCS4 code = PyUnicode_READ(line->kind, line->data, at);
    return code < 128 ? code >= '0' && code <= '9' : Py_UNICODE_ISDECIMAL(code);
}

/* A character that is no digit, which must be there. */
static inline bool other_at(const Line *line, Py_ssize_t at) { return at < line->size && !digit_at(line, at); }

/* REST_OF_DATED behind a digit: three more, two behind a few other characters, or two that other ones part. */
static bool goes_on(const Line *line, Py_ssize_t at)
{
    if (digit_at(line, at))
        return digit_at(line, at + 1) && digit_at(line, at + 2);
    Py_ssize_t next = at;
    while (next - at <= MAX_BETWEEN && other_at(line, next))
        next++;
    if (next - at <= MAX_BETWEEN && digit_at(line, next) && digit_at(line, next + 1))
        return true;
    return other_at(line, at) && digit_at(line, at + 1) && other_at(line, at + 2) && digit_at(line, at + 3);
}

static bool may_hold_date(const Line *line)
{
    for (Py_ssize_t at = 0; at < line->size; at++) {
        Py_UCS4 code = PyUnicode_READ(line->kind, line->data, at);
        if (code < 128 ? code < '0' || code > '9' : !Py_UNICODE_ISDECIMAL(code)) {
            if (code == 0x5E74 || code == 0xB144 || code == 0xC6D4 || code == 0x6708)
                return true; /* the signs for years and months */
            continue;
        }
        if (goes_on(line, at + 1))
            return true;
    }
    return false;
}

/* dated(texts, most): the numbers of those that may hold a date in their first ``most`` code points. */
PyObject *core_dated(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *texts;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(args, "O!n", &PyList_Type, &texts, &most))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t nth = 0; found != NULL && nth < PyList_GET_SIZE(texts); nth++) {
        PyObject *text = PyList_GET_ITEM(texts, nth);
        if (!PyUnicode_Check(text)) {
            PyErr_SetString(PyExc_TypeError, "a list of str is wanted");
            Py_CLEAR(found);
            break;
        }
        Py_ssize_t size = PyUnicode_GET_LENGTH(text);
        Line line = {PyUnicode_KIND(text), PyUnicode_DATA(text), size < most ? size : most};
        if (!may_hold_date(&line))
            continue;
        PyObject *number = PyLong_FromSsize_t(nth);
        if (number == NULL || PyList_Append(found, number) < 0)
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    return found;
}
