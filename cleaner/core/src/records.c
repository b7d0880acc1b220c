/* Many records at once, and the kinds of chrome that containers name: guess_kinds of kinds.py. */
#include "core.h"

enum { MOST_FIELDS = 8, NODE_TAG = 0, NODE_TOKENS, NODE_PARENT };

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

/* The kind that a container's words or its tag name, borrowed; NULL where they name none or with an exception set. */
static PyObject *kind_of(PyObject *node, PyObject *of_words, PyObject *of_tags)
{
    PyObject *tokens = PyTuple_GET_ITEM(node, NODE_TOKENS), *kind = NULL;
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(tokens) && kind == NULL && !PyErr_Occurred(); nth++)
        kind = PyDict_GetItemWithError(of_words, PyTuple_GET_ITEM(tokens, nth));
    return kind != NULL || PyErr_Occurred() ? kind
                                            : PyDict_GetItemWithError(of_tags, PyTuple_GET_ITEM(node, NODE_TAG));
}

/* name_kinds(containers, of_words, of_tags, most): for each container of a list the kind that it or one of the nearest
 * around it names, of at most so many; None where none does. */
PyObject *core_name_kinds(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *nodes, *of_words, *of_tags;
    int most;
    if (!PyArg_ParseTuple(args, "O!O!O!i", &PyList_Type, &nodes, &PyDict_Type, &of_words, &PyDict_Type, &of_tags,
                          &most))
        return NULL;
    PyObject *found = PyList_New(PyList_GET_SIZE(nodes));
    for (Py_ssize_t nth = 0; found != NULL && nth < PyList_GET_SIZE(nodes); nth++) {
        PyObject *node = PyList_GET_ITEM(nodes, nth), *kind = NULL;
        for (int up = 0; up < most && node != Py_None && kind == NULL && found != NULL; up++) {
            if (!PyTuple_Check(node) || PyTuple_GET_SIZE(node) <= NODE_PARENT ||
                !PyTuple_Check(PyTuple_GET_ITEM(node, NODE_TOKENS))) {
                PyErr_SetString(PyExc_TypeError, "containers are wanted");
                Py_CLEAR(found);
                break;
            }
            kind = kind_of(node, of_words, of_tags);
            node = PyTuple_GET_ITEM(node, NODE_PARENT);
            if (PyErr_Occurred())
                Py_CLEAR(found);
        }
        if (found != NULL)
            PyList_SET_ITEM(found, nth, Py_NewRef(kind == NULL ? Py_None : kind));
    }
    return found;
}
