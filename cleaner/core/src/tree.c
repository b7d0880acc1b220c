/* The containers of a page as arrays, and the runs of blocks that they cover: _Tree and _find_shapes of features.py. */
#include "judge.h"

#include <string.h>

/* The fields of Container. */
enum { TAG, TOKENS, PARENT, ORDER, CONTAINER_FIELDS = 5 };
static const long MOST_ORDER = 1L << 24; /* a larger order does not come from the reader */

static inline PyObject *field(PyObject *node, int nth) { return PyTuple_GET_ITEM(node, nth); }

/* The order of a container; -1 if it cannot come from the reader. */
static long order_of(PyObject *node)
{
    if (Py_TYPE(node) != (PyTypeObject *)JUDGES.Container || PyTuple_GET_SIZE(node) != CONTAINER_FIELDS ||
        !PyLong_Check(field(node, ORDER)) || !PyUnicode_Check(field(node, TAG)) || !PyTuple_Check(field(node, TOKENS)))
        return -1;
    int overflow;
    long order = PyLong_AsLongAndOverflow(field(node, ORDER), &overflow);
    return overflow || order < 0 || order >= MOST_ORDER ? -1 : order;
}

/* The containers by their order, with gaps. */
typedef struct {
    PyObject **at;
    Py_ssize_t room, count;
} Orders;

static int widen(Orders *orders, long order)
{
    if (order < orders->room)
        return 0;
    Py_ssize_t room = orders->room ? orders->room : 1024;
    while (room <= order)
        room *= 2;
    PyObject **wider = PyMem_Realloc(orders->at, (size_t)room * sizeof *wider);
    if (wider == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(wider + orders->room, 0, (size_t)(room - orders->room) * sizeof *wider);
    orders->at = wider;
    orders->room = room;
    return 0;
}

/* Enter a container and those around it, up to the first known one; 1 if Python must do the work. */
static int add_line(Orders *orders, PyObject *node)
{
    while (node != Py_None) {
        long order = order_of(node);
        if (order < 0)
            return 1;
        if (widen(orders, order) < 0)
            return -1;
        if (orders->at[order] != NULL)
            return 0;
        orders->at[order] = node;
        orders->count++;
        node = field(node, PARENT);
    }
    return 0;
}

/* Put the containers in order, with the index of each one's parent. */
static int lay_out(Tree *tree, const Orders *orders, const Seen *blocks, Py_ssize_t count)
{
    int *place = zeros(orders->room, sizeof *place);
    if (place == NULL)
        return -1;
    Py_ssize_t size = 0;
    for (Py_ssize_t order = 0; order < orders->room; order++)
        if (orders->at[order] != NULL) {
            place[order] = (int)size;
            tree->nodes[size++] = orders->at[order];
        }
    for (Py_ssize_t nth = 0; nth < size; nth++) {
        PyObject *up = field(tree->nodes[nth], PARENT);
        tree->parent[nth] = up == Py_None ? 0 : place[order_of(up)];
    }
    for (Py_ssize_t nth = 0; nth < count; nth++)
        tree->of_block[nth] = blocks[nth].container == Py_None ? 0 : place[order_of(blocks[nth].container)];
    PyMem_Free(place);
    return 0;
}

/* The run of blocks that each container covers, and the nearest container around it that holds more. */
static void cover(Tree *tree, Py_ssize_t count)
{
    int *first = tree->first, *last = tree->last;
    for (Py_ssize_t node = 0; node < tree->size; node++)
        first[node] = (int)count;
    for (Py_ssize_t nth = 0; nth < count; nth++) {
        int node = tree->of_block[nth];
        if (first[node] > nth)
            first[node] = (int)nth;
        last[node] = (int)nth + 1;
    }
    for (Py_ssize_t node = tree->size - 1; node > 0; node--) { /* a parent comes before its children */
        int up = tree->parent[node];
        if (first[node] < first[up])
            first[up] = first[node];
        if (last[node] > last[up])
            last[up] = last[node];
    }
    for (Py_ssize_t node = 1; node < tree->size; node++) {
        int up = tree->parent[node];
        tree->wider[node] = last[up] - first[up] > last[node] - first[node] ? up : tree->wider[up];
    }
}

int make_tree(Tree *tree, const Seen *blocks, Py_ssize_t count)
{
    Orders orders = {0};
    int done = 0;
    for (Py_ssize_t nth = 0; nth < count && done == 0; nth++)
        done = add_line(&orders, blocks[nth].container);
    if (done == 0) {
        tree->size = orders.count ? orders.count : 1; /* a page without containers counts as one */
        tree->nodes = zeros(tree->size, sizeof *tree->nodes);
        tree->parent = zeros(tree->size, sizeof *tree->parent);
        tree->first = zeros(tree->size, sizeof *tree->first);
        tree->last = zeros(tree->size, sizeof *tree->last);
        tree->wider = zeros(tree->size, sizeof *tree->wider);
        tree->of_block = zeros(count, sizeof *tree->of_block);
        if (!tree->nodes || !tree->parent || !tree->first || !tree->last || !tree->wider || !tree->of_block)
            done = -1;
    }
    if (done == 0 && orders.count)
        done = lay_out(tree, &orders, blocks, count);
    if (done == 0)
        cover(tree, count);
    PyMem_Free(orders.at);
    return done;
}

void free_tree(Tree *tree)
{
    PyMem_Free(tree->nodes);
    PyMem_Free(tree->parent);
    PyMem_Free(tree->first);
    PyMem_Free(tree->last);
    PyMem_Free(tree->wider);
    PyMem_Free(tree->of_block);
}

/* The runs of the innermost containers that hold more than one block and differ; count x LEVELS. */
void find_runs(const Tree *tree, Py_ssize_t count, int32_t *first, int32_t *last)
{
    for (Py_ssize_t nth = 0; nth < count; nth++) {
        int node = tree->of_block[nth];
        if (tree->last[node] - tree->first[node] <= 1)
            node = tree->wider[node];
        for (int level = 0; level < LEVELS; level++, node = tree->wider[node]) {
            first[nth * LEVELS + level] = tree->first[node];
            last[nth * LEVELS + level] = tree->last[node];
        }
    }
}

/* Set the bit of a word that is in the vocabulary. */
static int set_bit(uint64_t *bits, PyObject *columns, PyObject *word, Py_ssize_t width)
{
    PyObject *column = PyDict_GetItemWithError(columns, word);
    if (column == NULL)
        return PyErr_Occurred() ? -1 : 0;
    long nth = PyLong_AsLong(column);
    if (nth < 0 || nth >= width * 64) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_IndexError, "a column outside of the vocabulary");
        return -1;
    }
    bits[nth / 64] |= (uint64_t)1 << nth % 64;
    return 0;
}

/* _word_bits: the words of each container that are in the vocabulary. */
static int find_own_words(const Tree *tree, PyObject *words, PyObject *tags, uint64_t *own, Py_ssize_t width)
{
    for (Py_ssize_t node = 0; node < tree->size; node++) {
        uint64_t *bits = own + node * width;
        PyObject *tokens = field(tree->nodes[node], TOKENS);
        if (set_bit(bits, tags, field(tree->nodes[node], TAG), width) < 0)
            return -1;
        for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(tokens); nth++)
            if (set_bit(bits, words, PyTuple_GET_ITEM(tokens, nth), width) < 0)
                return -1;
    }
    return 0;
}

/* _Tree.words: a row of bits for each container that holds a block itself, and the row of each block. */
Py_ssize_t find_tree_words(const Tree *tree, Py_ssize_t count, PyObject *vocabulary, int32_t *row, Array *near,
                           Array *far)
{
    PyObject *words, *tags;
    if (!PyTuple_Check(vocabulary)) {
        PyErr_SetString(PyExc_TypeError, "the columns of words and of tags are wanted");
        return -1;
    }
    if (tree->nodes[0] == NULL) /* no containers: one row without a word */
        return count ? 1 : 0;
    if (!PyArg_ParseTuple(vocabulary, "O!O!", &PyDict_Type, &words, &PyDict_Type, &tags))
        return -1;
    Py_ssize_t width = near->columns, used = 0;
    uint64_t *own = zeros(tree->size * width, sizeof *own), *all = zeros(tree->size * width, sizeof *all);
    int *row_of = zeros(tree->size, sizeof *row_of);
    if (!own || !all || !row_of || find_own_words(tree, words, tags, own, width) < 0) {
        used = -1;
        goto done;
    }
    for (Py_ssize_t node = 0; node < tree->size; node++)
        for (Py_ssize_t part = 0; part < width; part++)
            all[node * width + part] = own[node * width + part] | all[tree->parent[node] * width + part];
    for (Py_ssize_t nth = 0; nth < count; nth++) {
        Py_ssize_t node = tree->of_block[nth], up = tree->parent[node];
        if (row_of[node] == 0) {
            for (Py_ssize_t part = 0; part < width; part++) {
                BITS(*near)[used * width + part] = own[node * width + part] | own[up * width + part];
                BITS(*far)[used * width + part] = all[node * width + part];
            }
            row_of[node] = (int)++used;
        }
        row[nth] = row_of[node] - 1;
    }
done:
    PyMem_Free(own);
    PyMem_Free(all);
    PyMem_Free(row_of);
    return used;
}

/* The tag and the words of a container and of the one around it, as a new tuple. */
static PyObject *signature_of(PyObject *node)
{
    PyObject *up = field(node, PARENT);
    if (up == Py_None)
        return PyTuple_Pack(2, field(node, TAG), field(node, TOKENS));
    if (order_of(up) < 0) {
        PyErr_SetString(PyExc_ValueError, "a container whose parent is none");
        return NULL;
    }
    return PyTuple_Pack(4, field(node, TAG), field(node, TOKENS), field(up, TAG), field(up, TOKENS));
}

/* The number of a container's shape: that of the first container of this shape, or the next one. */
static int number_make(PyObject *numbers, PyObject *node, int32_t next)
{
    PyObject *key = signature_of(node), *number = PyLong_FromLong(next);
    PyObject *found = key == NULL || number == NULL ? NULL : PyDict_SetDefault(numbers, key, number);
    long value = found == NULL ? -1 : PyLong_AsLong(found);
    Py_XDECREF(key);
    Py_XDECREF(number);
    return (int)value;
}

/* _find_shapes; returns the number of shapes, or -1. */
int find_shapes(const Tree *tree, const Seen *blocks, Py_ssize_t count, int32_t *shape)
{
    int of_kind[KIND_COUNT] = {0}, next = 0; /* by kind, one more than the number */
    PyObject *numbers = PyDict_New();
    int *known = numbers == NULL ? NULL : zeros(tree->size, sizeof *known);
    for (Py_ssize_t nth = 0; known != NULL && nth < count; nth++) {
        bool plain = blocks[nth].container == Py_None;
        int *number = plain ? &of_kind[blocks[nth].kind] : &known[tree->of_block[nth]];
        if (*number == 0) {
            int made = plain ? next : number_make(numbers, blocks[nth].container, next);
            if (made < 0) {
                next = -1;
                break;
            }
            next = made == next ? next + 1 : next;
            *number = made + 1;
        }
        shape[nth] = *number - 1;
    }
    next = known == NULL ? -1 : next;
    Py_XDECREF(numbers);
    PyMem_Free(known);
    return next;
}
