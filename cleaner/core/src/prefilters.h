/* What the searches over all blocks share: prefilters.c, named.c. */
#ifndef CLEANER_PREFILTERS_H
#define CLEANER_PREFILTERS_H

#include "core.h"

enum { S_TEXT, S_SPANS, S_KIND, S_CONTAINER, S_HIDDEN, PREFILTER_SLOTS };

/* The class of blocks, and where its fields lie in a block, in bytes. */
extern PyObject *SEEN_BLOCK;
extern Py_ssize_t SLOT[PREFILTER_SLOTS];

static inline bool is_of_slot(PyObject *value, int slot)
{
    if (slot == S_CONTAINER)
        return value == Py_None || PyTuple_Check(value);
    if (slot == S_HIDDEN)
        return PyBool_Check(value);
    return slot == S_SPANS ? PyTuple_Check(value) : PyUnicode_Check(value);
}

PyObject *refuse_block(PyObject *block); /* sets an exception, and gives NULL */

/* The value in a slot of a block, borrowed; NULL with an exception set where it is no block or has other types. */
static inline PyObject *value_in_slot(PyObject *blocks, Py_ssize_t nth, int slot)
{
    PyObject *block = PyTuple_GET_ITEM(blocks, nth);
    if ((PyObject *)Py_TYPE(block) != SEEN_BLOCK)
        return refuse_block(block);
    PyObject *value = *(PyObject **)((char *)block + SLOT[slot]);
    return value != NULL && is_of_slot(value, slot) ? value : refuse_block(block);
}

int append_index(PyObject *list, Py_ssize_t nth);

/* Words that are searched, with a bit for the first two letters of each, by the low bits of a letter. */
typedef struct {
    PyObject *all; /* a frozenset, borrowed */
    uint32_t pairs[32];
} Words;

/* Note the first letters of ``all``; -1 with an exception set. */
int read_words(Words *words);

/* Whether a word of at least two letters may be among them, by these. */
static inline bool may_be_among(const Words *words, Py_UCS4 first, Py_UCS4 second)
{
    return words->pairs[first & 31] >> (second & 31) & 1;
}

#endif
