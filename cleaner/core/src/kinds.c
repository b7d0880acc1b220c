/* The kinds of chrome of blocks that the tagger drops: guess_kinds of kinds.py. */
#include "judge.h"

enum { NODE_TAG, NODE_TOKENS, NODE_PARENT, KNOWN_NODES = 512 };
static const double LINKED_SHARE = 0.7; /* as in kinds.py */

/* What Python hands over, and the kinds of the containers met last. All objects are borrowed. */
typedef struct {
    PyObject *of_words, *of_tags, *of_links, *of_rest;
    int most; /* containers around a block */
    struct {
        PyObject *node, *kind;
    } known[KNOWN_NODES], worded[KNOWN_NODES]; /* by container, and by their words, which many share */
} Guess;

static bool is_node(PyObject *node)
{
    return PyTuple_Check(node) && PyTuple_GET_SIZE(node) > NODE_PARENT &&
           PyTuple_Check(PyTuple_GET_ITEM(node, NODE_TOKENS));
}

/* _kind_of_names: NULL where they name none or with an exception set. */
static PyObject *kind_of_names(PyObject *node, Guess *guess)
{
    PyObject *tokens = PyTuple_GET_ITEM(node, NODE_TOKENS), *kind = NULL;
    size_t slot = ((size_t)tokens >> 4) % KNOWN_NODES;
    if (guess->worded[slot].node == tokens)
        kind = guess->worded[slot].kind;
    else {
        for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(tokens) && kind == NULL && !PyErr_Occurred(); nth++)
            kind = PyDict_GetItemWithError(guess->of_words, PyTuple_GET_ITEM(tokens, nth));
        if (!PyErr_Occurred()) {
            guess->worded[slot].node = tokens;
            guess->worded[slot].kind = kind;
        }
    }
    return kind != NULL || PyErr_Occurred() ? kind
                                            : PyDict_GetItemWithError(guess->of_tags, PyTuple_GET_ITEM(node, NODE_TAG));
}

/* _kind_around: NULL where no container names one or with an exception set. */
static PyObject *kind_around(PyObject *node, Guess *guess)
{
    for (int up = 0; up < guess->most && node != Py_None; up++) {
        size_t slot = ((size_t)node >> 4) % KNOWN_NODES;
        if (!is_node(node)) {
            PyErr_SetString(PyExc_TypeError, "containers are wanted");
            return NULL;
        }
        if (guess->known[slot].node != node) {
            PyObject *kind = kind_of_names(node, guess);
            if (PyErr_Occurred())
                return NULL;
            guess->known[slot].node = node;
            guess->known[slot].kind = kind;
        }
        if (guess->known[slot].kind != NULL)
            return guess->known[slot].kind;
        node = PyTuple_GET_ITEM(node, NODE_PARENT);
    }
    return NULL;
}

/* The kind of one dropped block, as a new reference. */
static PyObject *guess_kind(PyObject *block, PyObject *hints, Py_ssize_t nth, Guess *guess)
{
    double links;
    PyObject *text, *container, *number = PyLong_FromSsize_t(nth);
    PyObject *hint = number == NULL ? NULL : PyDict_GetItemWithError(hints, number);
    Py_XDECREF(number);
    if (hint != NULL)
        return PyObject_GetAttrString(hint, "kind");
    if (PyErr_Occurred() || (text = value_in(block, A_TEXT)) == NULL ||
        (container = value_in(block, A_CONTAINER)) == NULL || number_in(block, A_LINKS, &links) < 0)
        return NULL;
    PyObject *kind = kind_around(container, guess);
    if (PyErr_Occurred())
        return NULL;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "the text of a block is to be a str");
        return NULL;
    }
    double least_linked = LINKED_SHARE * (double)PyUnicode_GET_LENGTH(text);
    bool linked = least_linked > 0 && links >= least_linked;
    return Py_NewRef(kind != NULL ? kind : linked ? guess->of_links : guess->of_rest);
}

/* guess_kinds(blocks, hints, keep, of_words, of_tags, most, of_links, of_rest): a list of a kind for each block; the
 * last one for blocks that stay. */
PyObject *core_guess_kinds(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *hints, *keep;
    Guess guess = {0};
    Array stays = {0};
    if (!PyArg_ParseTuple(args, "O!O!OO!O!iUU", &PyTuple_Type, &blocks, &PyDict_Type, &hints, &keep, &PyDict_Type,
                          &guess.of_words, &PyDict_Type, &guess.of_tags, &guess.most, &guess.of_links, &guess.of_rest))
        return NULL;
    if (JUDGES.Block == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "judge_setup comes first");
        return NULL;
    }
    if (take_array(keep, &stays, '?', PyTuple_GET_SIZE(blocks), 1, false) < 0)
        return NULL;
    PyObject *found = PyList_New(PyTuple_GET_SIZE(blocks));
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, nth), *kind = NULL;
        if (!is_block(block))
            PyErr_SetString(PyExc_TypeError, "a block is wanted");
        else
            kind = ((bool *)stays.view.buf)[nth] ? Py_NewRef(guess.of_rest) : guess_kind(block, hints, nth, &guess);
        if (kind == NULL)
            Py_CLEAR(found);
        else
            PyList_SET_ITEM(found, nth, kind);
    }
    drop_array(&stays);
    return found;
}
