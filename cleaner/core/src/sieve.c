/* Small counters of keys: Sieve of jobs/recurrence.py. */
#include "core.h"

enum { SATURATED = 255 };

/* The table of counters, the keys of a page and the key of its group. Gives the size of the table, or 0 with an
   exception set. */
static size_t read_given(PyObject *args, const char *format, unsigned char **slots, PyObject **keys, uint64_t *group,
                         int *least)
{
    PyObject *table;
    unsigned long long number;
    if (!PyArg_ParseTuple(args, format, &PyByteArray_Type, &table, &PyBytes_Type, keys, &number, least))
        return 0;
    if (PyByteArray_GET_SIZE(table) == 0 || PyBytes_GET_SIZE(*keys) % (Py_ssize_t)sizeof(uint64_t) != 0) {
        PyErr_SetString(PyExc_ValueError, "a table and keys of eight bytes are wanted");
        return 0;
    }
    *slots = (unsigned char *)PyByteArray_AS_STRING(table);
    *group = number;
    return (size_t)PyByteArray_GET_SIZE(table);
}

static uint64_t key_at(PyObject *keys, Py_ssize_t nth)
{
    uint64_t key;
    memcpy(&key, PyBytes_AS_STRING(keys) + nth * (Py_ssize_t)sizeof key, sizeof key);
    return key;
}

/* sieve_add(slots, keys, group): count the keys of one page. */
PyObject *core_sieve_add(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *keys;
    unsigned char *slots;
    uint64_t group;
    size_t size = read_given(args, "O!O!K", &slots, &keys, &group, NULL);
    if (size == 0)
        return NULL;
    for (Py_ssize_t nth = 0; nth < PyBytes_GET_SIZE(keys) / (Py_ssize_t)sizeof(uint64_t); nth++) {
        unsigned char *slot = slots + (key_at(keys, nth) ^ group) % size;
        *slot += *slot < SATURATED;
    }
    Py_RETURN_NONE;
}

/* sieve_pick(slots, keys, group, least): the keys whose counters have reached ``least``. */
PyObject *core_sieve_pick(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *keys;
    unsigned char *slots;
    uint64_t group;
    int least;
    size_t size = read_given(args, "O!O!Ki", &slots, &keys, &group, &least);
    PyObject *found = size == 0 ? NULL : PyList_New(0);
    for (Py_ssize_t nth = 0; found != NULL && nth < PyBytes_GET_SIZE(keys) / (Py_ssize_t)sizeof(uint64_t); nth++) {
        uint64_t key = key_at(keys, nth);
        if (slots[(key ^ group) % size] < least)
            continue;
        PyObject *number = PyLong_FromUnsignedLongLong(key);
        if (number == NULL || PyList_Append(found, number) < 0)
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    return found;
}
