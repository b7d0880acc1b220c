/* Containers of the same tags and words: _find_shapes and _Tree.words of features.py.
 *
 * A page has many containers of few names. So each name is numbered first, and looked up in the vocabulary once. */
#include "judge.h"

#include <string.h>

/* A hash table of numbers from 0 up; at least half of its slots are empty. */
typedef struct {
    int *slots; /* one more than the number */
    size_t mask;
} Numbers;

static int open_numbers(Numbers *numbers, Py_ssize_t count)
{
    size_t room = 16;
    while (room < 2 * (size_t)count)
        room *= 2;
    numbers->mask = room - 1;
    numbers->slots = zeros((Py_ssize_t)room, sizeof *numbers->slots);
    return numbers->slots == NULL ? -1 : 0;
}

static inline uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15;
    return hash ^ hash >> 32;
}

/* The hash of a container's tag and words; 0 with an exception set. */
static uint64_t hash_name(PyObject *node)
{
    PyObject *tokens = node_field(node, TOKENS);
    uint64_t hash = mix(1, (uint64_t)PyObject_Hash(node_field(node, TAG)));
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(tokens); nth++) {
        Py_hash_t of_word = PyObject_Hash(PyTuple_GET_ITEM(tokens, nth));
        if (of_word == -1)
            return 0;
        hash = mix(hash, (uint64_t)of_word);
    }
    return hash ? hash : 1;
}

/* Whether two containers have the same tag and words; -1 with an exception set. */
static int are_same(PyObject *one, PyObject *other)
{
    PyObject *tokens = node_field(one, TOKENS), *others = node_field(other, TOKENS);
    Py_ssize_t count = PyTuple_GET_SIZE(tokens);
    if (tokens == others && node_field(one, TAG) == node_field(other, TAG))
        return 1;
    if (count != PyTuple_GET_SIZE(others))
        return 0;
    int same = PyObject_RichCompareBool(node_field(one, TAG), node_field(other, TAG), Py_EQ);
    for (Py_ssize_t nth = 0; nth < count && same == 1; nth++)
        same = PyObject_RichCompareBool(PyTuple_GET_ITEM(tokens, nth), PyTuple_GET_ITEM(others, nth), Py_EQ);
    return same;
}

/* The number of a container's name; ``hashes`` and ``first`` hold the hash and the first container of each. */
static int number_name(Tree *tree, Numbers *numbers, Py_ssize_t node, uint64_t *hashes, int *first)
{
    uint64_t hash = hash_name(tree->nodes[node]);
    size_t slot = (size_t)hash & numbers->mask;
    for (; hash && numbers->slots[slot]; slot = (slot + 1) & numbers->mask) {
        int number = numbers->slots[slot] - 1;
        int same = hashes[number] == hash ? are_same(tree->nodes[first[number]], tree->nodes[node]) : 0;
        if (same)
            return same < 0 ? -1 : number;
    }
    if (!hash)
        return -1;
    hashes[tree->names] = hash;
    first[tree->names] = (int)node;
    numbers->slots[slot] = (int)++tree->names;
    return (int)tree->names - 1;
}

int number_names(Tree *tree)
{
    Numbers numbers = {0};
    uint64_t *hashes = zeros(tree->size, sizeof *hashes);
    int *first = zeros(tree->size, sizeof *first), failed = 0;
    tree->name = zeros(tree->size, sizeof *tree->name);
    if (!hashes || !first || !tree->name || open_numbers(&numbers, tree->size) < 0)
        failed = -1;
    for (Py_ssize_t node = 0; node < tree->size && !failed && tree->nodes[0] != NULL; node++)
        failed = (tree->name[node] = number_name(tree, &numbers, node, hashes, first)) < 0 ? -1 : 0;
    PyMem_Free(numbers.slots);
    PyMem_Free(hashes);
    PyMem_Free(first);
    return failed;
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

/* _word_bits: the words of one container that are in the vocabulary. */
static int find_own_words(PyObject *node, PyObject *words, PyObject *tags, uint64_t *bits, Py_ssize_t width)
{
    PyObject *tokens = node_field(node, TOKENS);
    if (set_bit(bits, tags, node_field(node, TAG), width) < 0)
        return -1;
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(tokens); nth++)
        if (set_bit(bits, words, PyTuple_GET_ITEM(tokens, nth), width) < 0)
            return -1;
    return 0;
}

/* The words of each container by the number of its name, and of each container with all around it. */
static int find_all_words(const Tree *tree, PyObject *words, PyObject *tags, uint64_t *own, uint64_t *all,
                          Py_ssize_t width)
{
    int known = 0; /* names are numbered in the order in which they are met */
    for (Py_ssize_t node = 0; node < tree->size; node++) {
        const uint64_t *bits = own + tree->name[node] * width, *above = all + tree->parent[node] * width;
        if (tree->name[node] == known) {
            known++;
            if (find_own_words(tree->nodes[node], words, tags, own + tree->name[node] * width, width) < 0)
                return -1;
        }
        for (Py_ssize_t part = 0; part < width; part++)
            all[node * width + part] = bits[part] | above[part];
    }
    return 0;
}

/* The place of a row of bits: of an equal one before it, or behind all. The row stands behind all already. */
static Py_ssize_t place_row(Numbers *rows, const uint64_t *near, const uint64_t *far, Py_ssize_t used, Py_ssize_t width)
{
    size_t size = (size_t)width * sizeof *near;
    uint64_t hash = 1;
    for (Py_ssize_t part = 0; part < width; part++)
        hash = mix(mix(hash, near[used * width + part]), far[used * width + part]);
    size_t slot = (size_t)hash & rows->mask;
    for (; rows->slots[slot]; slot = (slot + 1) & rows->mask) {
        Py_ssize_t row = rows->slots[slot] - 1;
        if (memcmp(near + row * width, near + used * width, size) == 0 &&
            memcmp(far + row * width, far + used * width, size) == 0)
            return row;
    }
    rows->slots[slot] = (int)used + 1;
    return used;
}

/* A row of bits for each set of words, and the row of each block; ``row_of`` has room for each container. */
static Py_ssize_t write_rows(const Tree *tree, Py_ssize_t count, const uint64_t *own, const uint64_t *all, int *row_of,
                             Numbers *rows, int32_t *row, Array *near, Array *far)
{
    Py_ssize_t width = near->columns, used = 0;
    for (Py_ssize_t nth = 0; nth < count; nth++) {
        Py_ssize_t node = tree->of_block[nth];
        if (row_of[node] == 0) {
            const uint64_t *mine = own + tree->name[node] * width;
            const uint64_t *above = own + tree->name[tree->parent[node]] * width;
            for (Py_ssize_t part = 0; part < width; part++) {
                BITS(*near)[used * width + part] = mine[part] | above[part];
                BITS(*far)[used * width + part] = all[node * width + part];
            }
            Py_ssize_t place = place_row(rows, BITS(*near), BITS(*far), used, width);
            used += place == used;
            row_of[node] = (int)place + 1;
        }
        row[nth] = row_of[node] - 1;
    }
    return used;
}

/* _Tree.words */
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
    Py_ssize_t width = near->columns, used = -1;
    Numbers rows = {0};
    uint64_t *own = zeros(tree->names * width, sizeof *own), *all = zeros(tree->size * width, sizeof *all);
    int *row_of = zeros(tree->size, sizeof *row_of);
    if (own && all && row_of && open_numbers(&rows, count) == 0 &&
        find_all_words(tree, words, tags, own, all, width) == 0)
        used = write_rows(tree, count, own, all, row_of, &rows, row, near, far);
    PyMem_Free(own);
    PyMem_Free(all);
    PyMem_Free(row_of);
    PyMem_Free(rows.slots);
    return used;
}

/* The number of a container's shape: that of the first container of this shape, or the next one. ``shapes`` holds the
 * names of each shape: of the container, and one more than that of its parent. */
static int number_shape(const Tree *tree, Numbers *numbers, Py_ssize_t node, uint64_t *shapes, int next)
{
    bool top = node_field(tree->nodes[node], PARENT) == Py_None;
    uint64_t shape = (uint64_t)tree->name[node] << 32 | (top ? 0 : (uint64_t)tree->name[tree->parent[node]] + 1);
    size_t slot = (size_t)mix(1, shape) & numbers->mask;
    for (; numbers->slots[slot]; slot = (slot + 1) & numbers->mask)
        if (shapes[numbers->slots[slot] - 1] == shape)
            return numbers->slots[slot] - 1;
    shapes[next] = shape;
    numbers->slots[slot] = next + 1;
    return next;
}

/* _find_shapes; returns the number of shapes, or -1. */
int find_shapes(const Tree *tree, const Seen *blocks, Py_ssize_t count, int32_t *shape)
{
    int of_kind[KIND_COUNT] = {0}, next = 0; /* by kind, one more than the number */
    Numbers numbers = {0};
    uint64_t *shapes = zeros(count, sizeof *shapes);
    int *known = zeros(tree->size, sizeof *known);
    if (!shapes || !known || open_numbers(&numbers, count) < 0)
        next = -1;
    for (Py_ssize_t nth = 0; nth < count && next >= 0; nth++) {
        bool plain = blocks[nth].container == Py_None;
        int *number = plain ? &of_kind[blocks[nth].kind] : &known[tree->of_block[nth]];
        if (*number == 0) {
            int made = plain ? next : number_shape(tree, &numbers, tree->of_block[nth], shapes, next);
            next += made == next;
            *number = made + 1;
        }
        shape[nth] = *number - 1;
    }
    PyMem_Free(numbers.slots);
    PyMem_Free(shapes);
    PyMem_Free(known);
    return next;
}
