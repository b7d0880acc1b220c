/* The shingles of a text: shingles of judge/likeness.py. */
#include "core.h"

#include <limits.h>

/* Write the words of a text to ``to``, a space between two of them. ``starts`` gets where each begins, then the end.
   Gives the number of words, or -1 where marks may stand in the text. */
static Py_ssize_t join_words(PyObject *text, Py_UCS4 *to, Py_ssize_t *starts)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), words = 0, written = 0;
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    bool inside = false;
    for (Py_ssize_t at = 0; at < size; at++) {
        Py_UCS4 code = PyUnicode_READ(kind, data, at);
        if (code >= 0x300 && may_be_marked(code))
            return -1;
        bool letter = code == '_' || (code < 128 ? Py_ISALNUM(code) : Py_UNICODE_ISALNUM(code));
        if (letter && !inside) {
            if (words > 0)
                to[written++] = ' ';
            starts[words++] = written;
        }
        if (letter)
            to[written++] = code;
        inside = letter;
    }
    starts[words] = words > 0 ? written + 1 : 0; /* as if one more word followed */
    return words;
}

/* The runs of ``many`` words. */
static PyObject *cut_runs(PyObject *joined, const Py_ssize_t *starts, Py_ssize_t words, Py_ssize_t many)
{
    Py_ssize_t count = words < many ? 0 : words - many + 1;
    PyObject *runs = PyList_New(count);
    for (Py_ssize_t nth = 0; runs != NULL && nth < count; nth++) {
        PyObject *run = PyUnicode_Substring(joined, starts[nth], starts[nth + many] - 1);
        if (run == NULL)
            Py_CLEAR(runs);
        else
            PyList_SET_ITEM(runs, nth, run);
    }
    return runs;
}

/* shingles(text, many, longest): its runs of ``many`` words; None where Python must split it: where marks may stand in
   it, or its words have more letters than ``longest`` on average. */
PyObject *core_shingles(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *text, *runs = NULL, *joined = NULL;
    Py_ssize_t many, longest;
    if (!PyArg_ParseTuple(args, "Unn", &text, &many, &longest))
        return NULL;
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    if (many < 1 || longest < 0 || longest > INT_MAX) {
        PyErr_SetString(PyExc_ValueError, "numbers from 1 on are wanted");
        return NULL;
    }
    Py_UCS4 *to = PyMem_New(Py_UCS4, size + 1);
    Py_ssize_t *starts = PyMem_New(Py_ssize_t, size / 2 + 3);
    if (to == NULL || starts == NULL) {
        PyErr_NoMemory();
        goto end;
    }
    Py_ssize_t words = join_words(text, to, starts);
    if (words < 0 || starts[words] - words > longest * words) {
        runs = Py_NewRef(Py_None);
        goto end;
    }
    joined = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, to, words > 0 ? starts[words] - 1 : 0);
    if (joined != NULL)
        runs = cut_runs(joined, starts, words, many);
end:
    Py_XDECREF(joined);
    PyMem_Free(to);
    PyMem_Free(starts);
    return runs;
}
