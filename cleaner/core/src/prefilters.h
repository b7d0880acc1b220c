/* What the searches over all blocks share: prefilters.c, named.c. */
#ifndef CLEANER_PREFILTERS_H
#define CLEANER_PREFILTERS_H

#include "core.h"

enum { S_TEXT, S_SPANS, S_KIND, S_CONTAINER, S_HIDDEN, PREFILTER_SLOTS };

/* The value in a slot of a block, borrowed; NULL with an exception set where it is no block or has other types. */
PyObject *value_in_slot(PyObject *blocks, Py_ssize_t nth, int slot);
int append_index(PyObject *list, Py_ssize_t nth);

#endif
