/* The spans and cells of a folded text: what _Folder.finish of inline.py gives. */
#include "walk.h"

#include <stdlib.h>

enum { MAX_SPANS = 2000, MAX_DEPTH = 24, MAX_TEX_CHARS = 20000, MAX_COLUMNS = 100, MAX_ROWS = 1000 };

typedef struct {
    Py_ssize_t start, end, node, nth;
    int depth;
} Reach;

static int compare_reach(const void *one, const void *other)
{
    const Reach *a = one, *b = other;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end > b->end ? -1 : 1;
    if (a->depth != b->depth)
        return a->depth < b->depth ? -1 : 1;
    return a->nth < b->nth ? -1 : a->nth > b->nth;
}

PyObject *make_span(Py_ssize_t start, Py_ssize_t end, const Inline *node)
{
    PyObject *values[] = {PyLong_FromSsize_t(start), PyLong_FromSsize_t(end),
                          Py_NewRef(KNOWN.span_kinds[(int)node->kind]),
                          node->value.size ? unescape(node->value) : Py_NewRef(KNOWN.empty_text)};
    return make_tuple(KNOWN.Span, values, 4);
}

PyObject *make_spans(Walk *walk, Py_ssize_t lead, Py_ssize_t size)
{
    if (walk->touched_count == 0)
        return Py_NewRef(KNOWN.empty_tuple);
    Reach *found = PyMem_Malloc((size_t)walk->touched_count * sizeof *found);
    if (found == NULL)
        return PyErr_NoMemory();
    Py_ssize_t count = 0;
    for (Py_ssize_t nth = 0; nth < walk->touched_count; nth++) {
        const Inline *node = &walk->inlines[walk->touched[nth]];
        Py_ssize_t start = node->start > lead ? node->start - lead : 0;
        Py_ssize_t end = node->end - lead < size ? node->end - lead : size;
        if (node->kind >= 0 && start < end && node->depth < MAX_DEPTH && count < MAX_SPANS)
            found[count] = (Reach){start, end, walk->touched[nth], count, node->depth}, count++;
    }
    walk->bounded |= count >= MAX_SPANS;
    qsort(found, (size_t)count, sizeof *found, compare_reach);
    PyObject *spans = PyTuple_New(count);
    for (Py_ssize_t nth = 0; nth < count && spans != NULL; nth++) {
        const Inline *node = &walk->inlines[found[nth].node];
        walk->bounded |= node->kind == S_FORMULA && node->value.size >= MAX_TEX_CHARS;
        PyObject *span = make_span(found[nth].start, found[nth].end, node);
        if (span == NULL)
            Py_CLEAR(spans);
        else
            PyTuple_SET_ITEM(spans, nth, span);
    }
    PyMem_Free(found);
    return spans;
}

PyObject *make_cells(Walk *walk, Py_ssize_t size)
{
    Py_ssize_t count = walk->cell_count / 2;
    if (count == 0)
        return Py_NewRef(KNOWN.empty_tuple);
    PyObject *cells = PyTuple_New(count);
    for (Py_ssize_t nth = 0; nth < count && cells != NULL; nth++) {
        const Piece *piece = &walk->pieces[walk->cells[2 * nth + 1]];
        walk->bounded |= piece->columns >= MAX_COLUMNS || piece->rows >= MAX_ROWS;
        Py_ssize_t start = walk->cells[2 * nth], end = nth + 1 < count ? walk->cells[2 * nth + 2] - 1 : size;
        start = start < size ? start : size;
        end = end < size ? end : size;
        PyObject *values[] = {PyLong_FromSsize_t(start), PyLong_FromSsize_t(end > start ? end : start),
                              PyLong_FromLong(piece->columns), PyLong_FromLong(piece->rows),
                              PyBool_FromLong(piece->head)};
        PyObject *cell = make_tuple(KNOWN.Cell, values, 5);
        if (cell == NULL)
            Py_CLEAR(cells);
        else
            PyTuple_SET_ITEM(cells, nth, cell);
    }
    return cells;
}
