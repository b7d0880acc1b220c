/* Which of many phrases a text contains: find_present of glances.py. */
#include "core.h"

#include <string.h>

enum { KEY = 4, SLOT_BITS = 12, PRESENT_SLOTS = 1 << SLOT_BITS };

/* The phrases by the hash of their first code points: the first of each slot, and the next after each; -1 ends. */
typedef struct {
    int first[PRESENT_SLOTS], *next;
    bool *found;
} Table;

static inline Py_UCS4 code_at(PyObject *text, Py_ssize_t at)
{
    return PyUnicode_READ(PyUnicode_KIND(text), PyUnicode_DATA(text), at);
}

static inline unsigned key_of(Py_UCS4 a, Py_UCS4 b, Py_UCS4 c, Py_UCS4 d)
{
    return (((a * 31 + b) * 31 + c) * 31 + d) * 2654435761U >> (32 - SLOT_BITS);
}

static bool stands_at(PyObject *text, Py_ssize_t at, PyObject *phrase)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(phrase);
    if (size > PyUnicode_GET_LENGTH(text) - at)
        return false;
    for (Py_ssize_t nth = 0; nth < size; nth++)
        if (code_at(phrase, nth) != code_at(text, at + nth))
            return false;
    return true;
}

/* Enter the phrases; a short one is searched at once. */
static int fill(Table *table, PyObject *phrases, PyObject *text)
{
    memset(table->first, -1, sizeof table->first);
    for (int nth = (int)PyTuple_GET_SIZE(phrases) - 1; nth >= 0; nth--) {
        PyObject *phrase = PyTuple_GET_ITEM(phrases, nth);
        if (!PyUnicode_Check(phrase)) {
            PyErr_SetString(PyExc_TypeError, "a tuple of str is wanted");
            return -1;
        }
        if (PyUnicode_GET_LENGTH(phrase) < KEY) {
            int found = PyUnicode_Contains(text, phrase);
            if (found < 0)
                return -1;
            table->found[nth] = found;
            continue;
        }
        unsigned slot = key_of(code_at(phrase, 0), code_at(phrase, 1), code_at(phrase, 2), code_at(phrase, 3));
        table->next[nth] = table->first[slot];
        table->first[slot] = nth;
    }
    return 0;
}

static void search(Table *table, PyObject *text, PyObject *phrases)
{
    const void *data = PyUnicode_DATA(text);
    const int kind = PyUnicode_KIND(text); /* so that no letter asks for it again */
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    Py_UCS4 a = 0, b = size ? code_at(text, 0) : 0, c = size > 1 ? code_at(text, 1) : 0,
            d = size > 2 ? code_at(text, 2) : 0;
    for (Py_ssize_t at = 0; at + KEY <= size; at++) {
        a = b;
        b = c;
        c = d;
        d = PyUnicode_READ(kind, data, at + KEY - 1);
        for (int nth = table->first[key_of(a, b, c, d)]; nth >= 0; nth = table->next[nth])
            if (!table->found[nth])
                table->found[nth] = stands_at(text, at, PyTuple_GET_ITEM(phrases, nth));
    }
}

/* present(text, phrases): the phrases of a tuple that a text contains, in their order. */
PyObject *core_present(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *text, *phrases, *made = NULL;
    if (!PyArg_ParseTuple(args, "UO!", &text, &PyTuple_Type, &phrases))
        return NULL;
    if (PyTuple_GET_SIZE(phrases) > INT_MAX / 8) {
        PyErr_SetString(PyExc_ValueError, "too many phrases");
        return NULL;
    }
    size_t count = (size_t)PyTuple_GET_SIZE(phrases) + 1;
    Table *table = PyMem_Malloc(sizeof *table);
    int *next = PyMem_Calloc(count, sizeof *next);
    bool *found = PyMem_Calloc(count, sizeof *found);
    if (table == NULL || next == NULL || found == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    table->next = next;
    table->found = found;
    if (fill(table, phrases, text) < 0)
        goto done;
    search(table, text, phrases);
    made = PyList_New(0);
    for (Py_ssize_t nth = 0; made != NULL && nth < PyTuple_GET_SIZE(phrases); nth++)
        if (found[nth] && PyList_Append(made, PyTuple_GET_ITEM(phrases, nth)) < 0)
            Py_CLEAR(made);
done:
    PyMem_Free(table);
    PyMem_Free(next);
    PyMem_Free(found);
    return made;
}
