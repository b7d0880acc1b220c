/* The letters and digits of a text, case folded: fold_words of words.py. */
#include "core.h"

/* _PERHAPS_MARKED: where marks and joiners stand, roughly. Python folds such text. */
static const struct {
    Py_UCS4 first, last;
} PERHAPS_MARKED[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x1CFF}, {0x1DC0, 0x1DFF}, {0x200C, 0x200D}, {0x20D0, 0x20FF},
    {0x2CE0, 0x2DFF}, {0x302A, 0x302F}, {0x3099, 0x309A}, {0xA660, 0xA6FF}, {0xA800, 0xABFF}, {0xFB1E, 0xFB1E},
    {0xFE00, 0xFE2F}, {0x10000, 0xE01EF},
};

bool may_be_marked(Py_UCS4 code)
{
    for (size_t nth = 0; nth < sizeof PERHAPS_MARKED / sizeof *PERHAPS_MARKED; nth++)
        if (code <= PERHAPS_MARKED[nth].last)
            return code >= PERHAPS_MARKED[nth].first;
    return false;
}

/* fold_words(text): the folded text; None where marks may stand in it. */
PyObject *core_fold_words(PyObject *module, PyObject *text)
{
    (void)module;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "text is wanted");
        return NULL;
    }
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), kept = 0;
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_UCS4 *room = PyMem_Malloc(((size_t)size + 1) * sizeof *room);
    if (room == NULL)
        return PyErr_NoMemory();
    bool wide = false;
    PyObject *folded = NULL;
    for (Py_ssize_t at = 0; at < size; at++) {
        Py_UCS4 code = PyUnicode_READ(kind, data, at);
        if (code >= 0x300 && may_be_marked(code)) {
            PyMem_Free(room);
            Py_RETURN_NONE;
        }
        if (code < 128 ? !Py_ISALNUM(code) : !Py_UNICODE_ISALNUM(code))
            continue;
        wide |= code >= 128;
        room[kept++] = code < 128 ? (Py_UCS4)Py_TOLOWER(code) : code;
    }
    folded = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, room, kept);
    PyMem_Free(room);
    if (folded == NULL || !wide)
        return folded;
    PyObject *caseless = PyObject_CallMethod(folded, "casefold", NULL);
    Py_DECREF(folded);
    return caseless;
}
