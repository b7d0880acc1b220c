/* The containers of a page as arrays, and the runs of blocks that they cover: _Tree of features.py. */
#include "judge.h"

#include <string.h>

static const long MOST_ORDER = 1L << 24; /* a larger order does not come from the reader */

/* The order of a container; -1 if it cannot come from the reader. */
static long order_of(PyObject *node)
{
    if (Py_TYPE(node) != (PyTypeObject *)JUDGES.Container || PyTuple_GET_SIZE(node) != CONTAINER_FIELDS ||
        !PyLong_Check(node_field(node, ORDER)) || !PyUnicode_Check(node_field(node, TAG)) ||
        !PyTuple_Check(node_field(node, TOKENS)))
        return -1;
    int overflow;
    long order = PyLong_AsLongAndOverflow(node_field(node, ORDER), &overflow);
    return overflow || order < 0 || order >= MOST_ORDER ? -1 : order;
}

/* The same, of a container that was asked before. */
static inline long known_order(PyObject *node) { return PyLong_AsLong(node_field(node, ORDER)); }

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
        node = node_field(node, PARENT);
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
        PyObject *up = node_field(tree->nodes[nth], PARENT);
        tree->parent[nth] = up == Py_None ? 0 : place[known_order(up)];
    }
    for (Py_ssize_t nth = 0; nth < count; nth++)
        tree->of_block[nth] = blocks[nth].container == Py_None ? 0 : place[known_order(blocks[nth].container)];
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
    PyMem_Free(tree->name);
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
