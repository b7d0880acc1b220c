/* Where each block stands and what is around it: _places, _shapes and _totals of features.py; and the way in.
 *
 * A row of the table holds the features of one block. What numpy computes in single precision is computed so here. */
#include "judge.h"

#include <string.h>

/* Write 1 / (1 + the blocks since the last one whose ``column`` is above 0), 1000 before the first, to ``into``;
 * backwards, the blocks until the next one. */
static void write_since(const Look *look, int column, int into, bool backwards)
{
    Py_ssize_t since = -1;
    for (Py_ssize_t step = 0; step < look->count; step++) {
        float *row = row_of(look, backwards ? look->count - 1 - step : step);
        since = row[column] > 0 ? 0 : since < 0 ? -1 : since + 1;
        row[into] = 1 / (1 + (float)(since < 0 ? 1000 : since));
    }
}

/* The sum of a column, at least a little. */
static float sum_of(const Look *look, int column)
{
    double sum = 0;
    for (Py_ssize_t nth = 0; nth < look->count; nth++)
        sum += row_of(look, nth)[column];
    return (float)most(sum, 1e-6);
}

/* _places */
static void write_places(const Look *look)
{
    float total = sum_of(look, PROSE), letters = sum_of(look, CHARS), prose = 0, chars = 0;
    float ends = look->count > 1 ? (float)(look->count - 1) : 1;
    for (Py_ssize_t nth = 0; nth < look->count; nth++) {
        float *row = row_of(look, nth), *place = row + OWN;
        prose += row[PROSE];
        chars += row[CHARS];
        float before = prose - row[PROSE];
        place[0] = (float)nth / ends;
        place[1] = (float)log_1p((double)nth) / 6;
        place[2] = (float)log_1p((double)(look->count - 1 - nth)) / 6;
        place[3] = before / total;
        place[4] = (total - before - row[PROSE]) / total;
        place[5] = (chars - row[CHARS]) / letters;
    }
    write_since(look, IS_HEADING, OWN + 6, false);
    write_since(look, PROSE, OWN + 7, false);
    write_since(look, PROSE, OWN + 8, true);
    write_since(look, SECTION, OWN + 9, false);
}

/* _shapes */
static int write_shapes(const Look *look)
{
    double *sums = zeros((Py_ssize_t)look->makes * 4, sizeof *sums), total = sum_of(look, PROSE);
    if (sums == NULL)
        return -1;
    for (Py_ssize_t nth = 0; nth < look->count; nth++) {
        double *sum = sums + (Py_ssize_t)look->shape[nth] * 4;
        const float *row = row_of(look, nth);
        sum[0] += 1;
        sum[1] += row[CHARS];
        sum[2] += row[LINKS];
        sum[3] += row[PROSE];
    }
    for (int make = 0; make < look->makes; make++) {
        double *sum = sums + (Py_ssize_t)make * 4;
        const double VALUES[SHAPES] = {log_1p(sum[0]) / 4, log_1p(1000 * sum[1] / sum[0]) / 6,
                                       sum[2] / most(sum[1], 1e-6), sum[3] / total};
        memcpy(sum, VALUES, sizeof VALUES);
    }
    for (Py_ssize_t nth = 0; nth < look->count; nth++)
        for (int column = 0; column < SHAPES; column++)
            row_of(look, nth)[OWN + PLACES + column] = (float)sums[(Py_ssize_t)look->shape[nth] * 4 + column];
    PyMem_Free(sums);
    return 0;
}

enum { RAW = 6 }; /* columns whose totals count */

/* The totals over one run of blocks, from sums of all blocks before each. */
static void write_total(const double *sums, Py_ssize_t blocks, int first, int last, float *into)
{
    const double *from = sums + (Py_ssize_t)first * RAW, *until = sums + (Py_ssize_t)last * RAW,
                 *page = sums + blocks * RAW;
    double count = last - first, chars = most(until[CHARS] - from[CHARS], 1e-6);
    into[0] = (float)(log_1p(count) / 5);
    into[1] = (float)(log_1p(1000 * chars / most(count, 1)) / 6);
    into[2] = (float)((until[LINKS] - from[LINKS]) / chars);
    into[3] = (float)((until[PROSE] - from[PROSE]) / most(page[PROSE], 1e-6));
    into[4] = (float)(chars / most(page[CHARS], 1e-6));
    into[5] = (float)((until[HINTED] - from[HINTED]) / most(count, 1));
    into[6] = (float)((until[5] - from[5]) / most(count, 1));
}

/* _totals */
static int write_totals(const Look *look)
{
    static const int COLUMNS[RAW] = {CHARS, LINKS, PROSE, HINTED, IS_HEADING, ENDS};
    double *sums = zeros((look->count + 1) * RAW, sizeof *sums);
    if (sums == NULL)
        return -1;
    for (Py_ssize_t nth = 0; nth < look->count; nth++)
        for (int column = 0; column < RAW; column++)
            sums[(nth + 1) * RAW + column] = sums[nth * RAW + column] + row_of(look, nth)[COLUMNS[column]];
    for (Py_ssize_t at = 0; at < look->count * LEVELS; at++) {
        Py_ssize_t nth = at / LEVELS;
        float *into = row_of(look, nth) + OWN + PLACES + SHAPES + at % LEVELS * LEVEL_TOTALS;
        bool same = nth && look->first[at] == look->first[at - LEVELS] && look->last[at] == look->last[at - LEVELS];
        if (same) /* as for most blocks beside one another */
            memcpy(into, into - look->stride, LEVEL_TOTALS * sizeof *into);
        else
            write_total(sums, look->count, look->first[at], look->last[at], into);
    }
    PyMem_Free(sums);
    return 0;
}

/* What the page states of itself: the same numbers for each block. */
static int write_facts(const Look *look, PyObject *facts)
{
    for (Py_ssize_t column = FILLED; column < look->stride; column++) {
        if (column - FILLED >= PyList_GET_SIZE(facts) || !PyFloat_CheckExact(PyList_GET_ITEM(facts, column - FILLED))) {
            PyErr_SetString(PyExc_TypeError, "a list of floats is wanted");
            return -1;
        }
        float value = (float)PyFloat_AS_DOUBLE(PyList_GET_ITEM(facts, column - FILLED));
        for (Py_ssize_t nth = 0; nth < look->count; nth++)
            row_of(look, nth)[column] = value;
    }
    return 0;
}

/* The rest of ``extract``, once the arrays are known to fit; gives the rows of words, -1, or -2 for Python. */
static Py_ssize_t look_at(Look *look, PyObject *hints, PyObject *vocabulary, int32_t *row, Array *near, Array *far)
{
    if (read_blocks(look, hints) < 0 || write_stated(look, look->body, look->pictured, SEEN) < 0)
        return -1;
    int done = make_tree(&look->tree, look->seen, look->count);
    if (done)
        return done < 0 ? -1 : -2;
    find_runs(&look->tree, look->count, look->first, look->last);
    if (number_names(&look->tree) < 0)
        return -1;
    look->makes = find_shapes(&look->tree, look->seen, look->count, look->shape);
    if (look->makes < 0)
        return -1;
    write_places(look);
    if (write_shapes(look) < 0 || write_totals(look) < 0)
        return -1;
    return vocabulary == Py_None ? 0 : find_tree_words(&look->tree, look->count, vocabulary, row, near, far);
}

/* Make room for what indexes other arrays. Python's arrays get a copy at the end, since they might overlap each
 * other. */
static int make_room(Look *look)
{
    if (look->count > INT32_MAX / LEVELS) {
        PyErr_SetString(PyExc_ValueError, "fewer blocks are wanted");
        return -1;
    }
    look->seen = zeros(look->count, sizeof *look->seen);
    look->first = zeros(look->count * LEVELS, sizeof *look->first);
    look->last = zeros(look->count * LEVELS, sizeof *look->last);
    look->shape = zeros(look->count, sizeof *look->shape);
    return look->seen && look->first && look->last && look->shape ? 0 : -1;
}

static void drop_look(Look *look)
{
    for (Py_ssize_t nth = 0; look->seen != NULL && nth < look->count; nth++) {
        Py_XDECREF(look->seen[nth].text);
        Py_XDECREF(look->seen[nth].container);
    }
    PyMem_Free(look->seen);
    PyMem_Free(look->first);
    PyMem_Free(look->last);
    PyMem_Free(look->shape);
    free_tree(&look->tree);
    Py_XDECREF(look->blocks);
}

/* ``extract``: (blocks, words of the title or None, {block: (kind, score, section)}, (columns of words, columns of
 * tags) or None, dense, first, last, shape, row, near, far, stated body, list of the blocks below pictures, numbers
 * that say what the page states of itself). Fills the arrays, and gives the rows of near and far that it filled; None
 * where Python must do the work. */
PyObject *core_look(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *wanted, *hints, *vocabulary, *facts, *given[7];
    if (JUDGES.Block == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "judge_setup comes first");
        return NULL;
    }
    Look look = {0};
    if (!PyArg_ParseTuple(args, "OOO!OOOOOOOOUO!O!", &blocks, &wanted, &PyDict_Type, &hints, &vocabulary, &given[0],
                          &given[1], &given[2], &given[3], &given[4], &given[5], &given[6], &look.body, &PyList_Type,
                          &look.pictured, &PyList_Type, &facts))
        return NULL;
    look.blocks = PySequence_Tuple(blocks);
    Array arrays[7] = {0};
    Py_ssize_t used = -1, count = look.count = look.blocks == NULL ? 0 : PyTuple_GET_SIZE(look.blocks);
    if (look.blocks == NULL || make_room(&look) < 0 || (wanted != Py_None && make_wanted(wanted, &look.wanted) < 0) ||
        take_array(given[0], &arrays[0], 'f', count, -1, true) < 0 ||
        take_array(given[1], &arrays[1], 'i', count, LEVELS, true) < 0 ||
        take_array(given[2], &arrays[2], 'i', count, LEVELS, true) < 0 ||
        take_array(given[3], &arrays[3], 'i', count, 1, true) < 0 ||
        take_array(given[4], &arrays[4], 'i', count, 1, true) < 0 ||
        take_array(given[5], &arrays[5], 'Q', count, -1, true) < 0 ||
        take_array(given[6], &arrays[6], 'Q', count, arrays[5].columns, true) < 0)
        goto done;
    if (arrays[0].columns != FILLED + PyList_GET_SIZE(facts)) {
        PyErr_SetString(PyExc_ValueError, "another number of columns is wanted");
        goto done;
    }
    look.dense = FLOATS(arrays[0]);
    look.stride = arrays[0].columns;
    if (write_facts(&look, facts) < 0)
        goto done;
    used = look_at(&look, hints, vocabulary, INTS(arrays[4]), &arrays[5], &arrays[6]);
    memcpy(INTS(arrays[1]), look.first, (size_t)(count * LEVELS) * sizeof *look.first);
    memcpy(INTS(arrays[2]), look.last, (size_t)(count * LEVELS) * sizeof *look.last);
    memcpy(INTS(arrays[3]), look.shape, (size_t)count * sizeof *look.shape);
done:
    for (int nth = 0; nth < 7; nth++)
        drop_array(&arrays[nth]);
    drop_look(&look);
    if (used == -2)
        Py_RETURN_NONE;
    return used < 0 ? NULL : PyLong_FromSsize_t(used);
}
