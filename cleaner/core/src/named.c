/* Which blocks are of some kinds, hidden, with some spans, or inside elements with some names: prefilters.py. */
#include "prefilters.h"

enum { SPAN_START, SPAN_END, SPAN_KIND, SPAN_FIELDS = 4 };
enum { TAG, TOKENS, PARENT, CONTAINER_FIELDS = 5 }; /* of a Container */

/* of_kinds(blocks, kinds): find_kinds of prefilters.py. */
PyObject *core_of_kinds(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *kinds;
    if (!PyArg_ParseTuple(args, "O!O!", &PyTuple_Type, &blocks, &PyFrozenSet_Type, &kinds))
        return NULL;
    PyObject *found = PyList_New(0), *before = NULL;
    int fits = 0;
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *kind = value_in_slot(blocks, nth, S_KIND);
        if (kind == NULL || kind != before) /* most are of the kind of the block before */
            fits = kind == NULL ? -1 : PySet_Contains(kinds, kind);
        before = kind;
        if (fits < 0 || (fits && append_index(found, nth) < 0))
            Py_CLEAR(found);
    }
    return found;
}

/* hidden(blocks): find_hidden of prefilters.py. */
PyObject *core_hidden(PyObject *module, PyObject *blocks)
{
    (void)module;
    if (!PyTuple_Check(blocks)) {
        PyErr_SetString(PyExc_TypeError, "a tuple of blocks is wanted");
        return NULL;
    }
    PyObject *found = PyList_New(0);
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *hidden = value_in_slot(blocks, nth, S_HIDDEN);
        if (hidden == NULL || (hidden == Py_True && append_index(found, nth) < 0))
            Py_CLEAR(found);
    }
    return found;
}

/* ---- spans ---- */

/* Whether a span is of a kind; -1 with an exception set. */
static int is_of_kind(PyObject *span, PyObject *kind)
{
    bool whole = PyTuple_Check(span) && PyTuple_GET_SIZE(span) == SPAN_FIELDS;
    PyObject *own = whole ? PyTuple_GET_ITEM(span, SPAN_KIND) : NULL;
    if (own != NULL && PyUnicode_CheckExact(own))
        return own == kind || PyUnicode_Compare(own, kind) == 0;
    PyErr_SetString(PyExc_TypeError, "a span is wanted");
    return -1;
}

/* spanned(blocks, kind): find_spanned of prefilters.py. */
PyObject *core_spanned(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *kind;
    if (!PyArg_ParseTuple(args, "O!U", &PyTuple_Type, &blocks, &kind))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *spans = value_in_slot(blocks, nth, S_SPANS);
        int fits = spans == NULL ? -1 : 0;
        for (Py_ssize_t at = 0; fits == 0 && at < PyTuple_GET_SIZE(spans); at++)
            fits = is_of_kind(PyTuple_GET_ITEM(spans, at), kind);
        if (fits < 0 || (fits && append_index(found, nth) < 0))
            Py_CLEAR(found);
    }
    return found;
}

/* Whether the only span of a kind ends a text and begins at ``least`` or later; -1 with an exception set. */
static int is_led(PyObject *spans, PyObject *kind, Py_ssize_t least, Py_ssize_t size)
{
    PyObject *only = NULL;
    for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(spans); at++) {
        int fits = is_of_kind(PyTuple_GET_ITEM(spans, at), kind);
        if (fits < 0 || (fits && only != NULL))
            return fits < 0 ? -1 : 0;
        only = fits ? PyTuple_GET_ITEM(spans, at) : only;
    }
    if (only == NULL)
        return 0;
    Py_ssize_t start = PyLong_AsSsize_t(PyTuple_GET_ITEM(only, SPAN_START));
    Py_ssize_t end = start == -1 && PyErr_Occurred() ? -1 : PyLong_AsSsize_t(PyTuple_GET_ITEM(only, SPAN_END));
    return end == -1 && PyErr_Occurred() ? -1 : start >= least && end >= size;
}

/* led(blocks, kind, least, most): find_led of prefilters.py. */
PyObject *core_led(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *kind;
    Py_ssize_t least, most;
    if (!PyArg_ParseTuple(args, "O!Unn", &PyTuple_Type, &blocks, &kind, &least, &most))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *text = value_in_slot(blocks, nth, S_TEXT);
        PyObject *spans = text == NULL ? NULL : value_in_slot(blocks, nth, S_SPANS);
        Py_ssize_t size = spans == NULL ? 0 : PyUnicode_GET_LENGTH(text);
        int fits = spans == NULL ? -1 : size <= most ? is_led(spans, kind, least, size) : 0;
        if (fits < 0 || (fits && append_index(found, nth) < 0))
            Py_CLEAR(found);
    }
    return found;
}

/* ---- names of elements ---- */

typedef struct {
    PyObject *node; /* borrowed; NULL where nothing is */
    bool named;
} Seen;

enum { KNOWN_TOKENS = 512 };

/* The elements that were seen, by their identity, and those around a block that were not, innermost first. */
typedef struct {
    Words names;
    Seen tokens[KNOWN_TOKENS]; /* the words that were asked last: elements of one name share them */
    Seen *known;
    Py_ssize_t count, room; /* a power of two, at least twice the count */
    PyObject **inner;
    Py_ssize_t inner_room;
} Elements;

static Seen *place_of_node(const Elements *seen, PyObject *node)
{
    size_t mask = (size_t)seen->room - 1, at = ((uintptr_t)node >> 4) * 0x9E3779B1U & mask;
    while (seen->known[at].node != NULL && seen->known[at].node != node)
        at = (at + 1) & mask;
    return &seen->known[at];
}

static int make_larger(Elements *seen)
{
    Seen *old = seen->known;
    Py_ssize_t size = seen->room;
    seen->known = PyMem_Calloc((size_t)size * 2, sizeof *old);
    if (seen->known == NULL) {
        seen->known = old;
        PyErr_NoMemory();
        return -1;
    }
    seen->room = size * 2;
    for (Py_ssize_t at = 0; at < size; at++)
        if (old[at].node != NULL)
            *place_of_node(seen, old[at].node) = old[at];
    PyMem_Free(old);
    return 0;
}

/* Whether an object is an element with words: 0, or -1 with an exception set. */
static int check_node(PyObject *node)
{
    if (PyTuple_Check(node) && PyTuple_GET_SIZE(node) == CONTAINER_FIELDS &&
        PyTuple_Check(PyTuple_GET_ITEM(node, TOKENS)))
        return 0;
    PyErr_SetString(PyExc_TypeError, "an element with words is wanted");
    return -1;
}

/* Whether one of the names is among the words of an element; -1 with an exception set. */
static int has_name(Elements *seen, PyObject *tokens)
{
    const Words *names = &seen->names;
    Seen *known = &seen->tokens[((uintptr_t)tokens >> 4) % KNOWN_TOKENS];
    int found = 0;
    if (known->node == tokens)
        return known->named;
    for (Py_ssize_t at = 0; found == 0 && at < PyTuple_GET_SIZE(tokens); at++) {
        PyObject *word = PyTuple_GET_ITEM(tokens, at);
        if (PyUnicode_Check(word) && PyUnicode_GET_LENGTH(word) > 1 &&
            !may_be_among(names, PyUnicode_READ_CHAR(word, 0), PyUnicode_READ_CHAR(word, 1)))
            continue; /* as most */
        found = PySet_Contains(names->all, word);
    }
    if (found >= 0)
        *known = (Seen){tokens, found};
    return found;
}

/* Whether an element, or one around it, has one of the names; -1 with an exception set. */
static int is_named(Elements *seen, PyObject *node)
{
    Py_ssize_t depth = 0;
    for (; node != Py_None; node = PyTuple_GET_ITEM(node, PARENT)) {
        if (check_node(node) < 0)
            return -1;
        if (place_of_node(seen, node)->node != NULL)
            break;
        PyObject **grown = grow(seen->inner, depth, &seen->inner_room, sizeof *grown);
        if (grown == NULL)
            return -1;
        seen->inner = grown;
        seen->inner[depth++] = node;
    }
    int named = node != Py_None && place_of_node(seen, node)->named;
    while (depth-- > 0) {
        if (!named && (named = has_name(seen, PyTuple_GET_ITEM(seen->inner[depth], TOKENS))) < 0)
            return -1;
        if (2 * (seen->count + 1) > seen->room && make_larger(seen) < 0)
            return -1;
        *place_of_node(seen, seen->inner[depth]) = (Seen){seen->inner[depth], named};
        seen->count++;
    }
    return named;
}

/* named(blocks, names): find_named of prefilters.py. */
PyObject *core_named(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks;
    Elements seen = {.room = 256};
    if (!PyArg_ParseTuple(args, "O!O!", &PyTuple_Type, &blocks, &PyFrozenSet_Type, &seen.names.all))
        return NULL;
    if (read_words(&seen.names) < 0)
        return NULL;
    seen.known = PyMem_Calloc((size_t)seen.room, sizeof *seen.known);
    if (seen.known == NULL)
        return PyErr_NoMemory();
    PyObject *found = PyList_New(0), *before = NULL;
    int fits = 0;
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *node = value_in_slot(blocks, nth, S_CONTAINER);
        if (node == NULL || node != before) /* blocks beside one another are often in one element */
            fits = node == NULL ? -1 : is_named(&seen, node);
        before = node;
        if (fits < 0 || (fits && append_index(found, nth) < 0))
            Py_CLEAR(found);
    }
    PyMem_Free(seen.known);
    PyMem_Free(seen.inner);
    return found;
}

/* is_around(node, names, most): that of prefilters.py. */
PyObject *core_is_around(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *node, *names;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(args, "OO!n", &node, &PyFrozenSet_Type, &names, &most))
        return NULL;
    int found = 0;
    for (; found == 0 && node != Py_None && most-- > 0; node = PyTuple_GET_ITEM(node, PARENT)) {
        if (check_node(node) < 0)
            return NULL;
        PyObject *tokens = PyTuple_GET_ITEM(node, TOKENS);
        found = PySet_Contains(names, PyTuple_GET_ITEM(node, TAG));
        for (Py_ssize_t at = 0; found == 0 && at < PyTuple_GET_SIZE(tokens); at++)
            found = PySet_Contains(names, PyTuple_GET_ITEM(tokens, at));
    }
    return found < 0 ? NULL : PyBool_FromLong(found);
}
