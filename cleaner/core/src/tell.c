/* The verdicts of a judge on all blocks of a page: tell of bulk.py. */
#include "judge.h"

enum { V_BLOCK, V_KEEP, V_JUDGE, V_RULE, V_KIND, V_SCORE, VERDICT_FIELDS };

/* The verdict on one block, by the probability that it stays; NULL with an exception set. */
static PyObject *make_verdict(PyObject *type, PyObject *judge, PyObject *rule, PyObject *kind, Py_ssize_t nth,
                              bool keep, float chance)
{
    float score = keep ? chance : 1 - chance;
    PyObject *block = PyLong_FromSsize_t(nth), *number = PyFloat_FromDouble((double)score);
    if (block == NULL || number == NULL) {
        Py_XDECREF(block);
        Py_XDECREF(number);
        return NULL;
    }
    PyObject *fields[VERDICT_FIELDS] = {
        [V_BLOCK] = block, [V_KEEP] = PyBool_FromLong(keep), [V_JUDGE] = Py_NewRef(judge), [V_RULE] = Py_NewRef(rule),
        [V_KIND] = Py_NewRef(kind), [V_SCORE] = number,
    };
    return make_tuple(type, fields, VERDICT_FIELDS);
}

/* tell(Verdict, judge, keep, chance, kinds, (rule of what goes, of what stays)): a list of verdicts. */
PyObject *core_tell(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *type, *judge, *kept, *given, *kinds, *rules[2], *made = NULL;
    if (!PyArg_ParseTuple(args, "O!UOOO!(UU)", &PyType_Type, &type, &judge, &kept, &given, &PyList_Type, &kinds,
                          &rules[0], &rules[1]))
        return NULL;
    Py_ssize_t count = PyList_GET_SIZE(kinds);
    Array keep = {0}, chance = {0};
    if (!PyType_IsSubtype((PyTypeObject *)type, &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "tell: a named tuple is wanted");
        return NULL;
    }
    if (take_array(kept, &keep, '?', count, 1, false) == 0 && take_array(given, &chance, 'f', count, 1, false) == 0)
        made = PyList_New(count);
    for (Py_ssize_t nth = 0; made != NULL && nth < count; nth++) {
        if (nth >= PyList_GET_SIZE(kinds)) { /* another thread shortened it */
            PyErr_SetString(PyExc_ValueError, "tell: a kind for each block is wanted");
            Py_CLEAR(made);
            break;
        }
        bool stays = ((const unsigned char *)keep.view.buf)[nth] != 0;
        PyObject *verdict = make_verdict(type, judge, rules[stays], PyList_GET_ITEM(kinds, nth), nth, stays,
                                         FLOATS(chance)[nth]);
        if (verdict == NULL)
            Py_CLEAR(made);
        else
            PyList_SET_ITEM(made, nth, verdict);
    }
    drop_array(&keep);
    drop_array(&chance);
    return made;
}
