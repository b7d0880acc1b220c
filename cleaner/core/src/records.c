/* Many records at once. */
#include "core.h"

enum { MOST_FIELDS = 8 };

/* The value of a field in one record: an item of a list, or the same for all. Gives a new reference. */
static PyObject *field_of(PyObject *column, Py_ssize_t nth)
{
    return Py_NewRef(PyList_CheckExact(column) ? PyList_GET_ITEM(column, nth) : column);
}

/* Whether the columns are a tuple of few, and every list among them has the wanted length. */
static bool are_columns(PyObject *columns, Py_ssize_t count)
{
    if (!PyTuple_Check(columns) || PyTuple_GET_SIZE(columns) > MOST_FIELDS)
        return false;
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(columns); nth++) {
        PyObject *column = PyTuple_GET_ITEM(columns, nth);
        if (PyList_CheckExact(column) && PyList_GET_SIZE(column) != count)
            return false;
    }
    return true;
}

/* records(type, names, count, columns): a list of named tuples (names is None) or of frozen dataclasses. Each column
 * is a list with an item for each record, or anything else for all. */
PyObject *core_records(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *type, *names, *columns;
    Py_ssize_t count;
    if (!PyArg_ParseTuple(args, "O!OnO", &PyType_Type, &type, &names, &count, &columns))
        return NULL;
    bool fits = are_columns(columns, count);
    Py_ssize_t width = fits ? PyTuple_GET_SIZE(columns) : 0;
    if (!fits || (names == Py_None ? !PyType_IsSubtype((PyTypeObject *)type, &PyTuple_Type)
                                   : !PyTuple_Check(names) || PyTuple_GET_SIZE(names) != width)) {
        PyErr_SetString(PyExc_ValueError, "a class, its names and as many columns of one length are wanted");
        return NULL;
    }
    PyObject *made = PyList_New(count), *fields[MOST_FIELDS];
    for (Py_ssize_t nth = 0; made != NULL && nth < count; nth++) {
        for (Py_ssize_t at = 0; at < width; at++)
            fields[at] = field_of(PyTuple_GET_ITEM(columns, at), nth);
        PyObject *record = names == Py_None
                               ? make_tuple(type, fields, width)
                               : make_record(type, &PyTuple_GET_ITEM(names, 0), fields, (int)width);
        if (record == NULL)
            Py_CLEAR(made);
        else
            PyList_SET_ITEM(made, nth, record);
    }
    return made;
}
