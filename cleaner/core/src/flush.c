/* The block at hand becomes a record: Walk.flush. */
#include "walk.h"

/* Whether the list item around a frame has its first block already; notes that it has one now. */
static bool continues_item(Walk *walk, int frame)
{
    int at = frame;
    while (walk->frames[at].depth &&
           !(walk->frames[at].tag.known != NULL && walk->frames[at].tag.known->kind == ITEM))
        at = walk->frames[at].parent;
    bool begun = walk->frames[at].begun;
    walk->frames[at].begun = true;
    return begun;
}

/* Leave the pieces in hidden elements out, unless nothing else would be left; gives whether all of it is hidden. */
static bool leave_out_hidden(Walk *walk)
{
    bool shows = false;
    for (Py_ssize_t nth = 0; nth < walk->piece_count && !shows; nth++) {
        const Piece *piece = &walk->pieces[nth];
        bool hides = piece->around != NONE && walk->inlines[piece->around].hidden;
        shows = !hides && !all_space(piece->text);
    }
    if (!shows)
        return true;
    Py_ssize_t kept = 0;
    for (Py_ssize_t nth = 0; nth < walk->piece_count; nth++) {
        Piece piece = walk->pieces[nth];
        if (piece.around == NONE || !walk->inlines[piece.around].hidden)
            walk->pieces[kept++] = piece;
    }
    walk->piece_count = kept;
    return false;
}

static PyObject *with_formulas(PyObject *text, PyObject *spans)
{
    PyObject *found = PyObject_CallFunctionObjArgs(KNOWN.add_raw_formulas, text, spans, NULL);
    Py_DECREF(spans);
    return found;
}

/* Whether a text may hold a formula between dollars, "\\(" and "\\)" or "\\[" and "\\]", or in "\\begin{". */
static bool may_hold_formula(Slice text)
{
    const char *end = text.at + text.size, *dollar = memchr(text.at, '$', (size_t)text.size);
    if (dollar != NULL && memchr(dollar + 1, '$', (size_t)(end - dollar - 1)) != NULL)
        return true;
    for (const char *at = text.at; (at = memchr(at, '\\', (size_t)(end - at))) != NULL; at++)
        if (at + 1 < end && (at[1] == '(' || at[1] == '[' || at[1] == 'b'))
            return true;
    return false;
}

/* Add a block, joined with a drop cap before it. */
static int append_block(Walk *walk, PyObject *block)
{
    Py_ssize_t count = PyList_GET_SIZE(walk->blocks);
    if (count && PyUnicode_GET_LENGTH(walk->last_text) == 1) {
        PyObject *joined = PyObject_CallFunctionObjArgs(KNOWN.join_initial, PyList_GET_ITEM(walk->blocks, count - 1),
                                                        block, NULL);
        if (joined == NULL)
            return -1;
        if (joined != Py_None)
            return PyList_SetItem(walk->blocks, count - 1, joined);
        Py_DECREF(joined);
    }
    return PyList_Append(walk->blocks, block);
}

typedef struct {
    int kind, level;
    bool tight, hidden;
    PyObject *container, *place;
} Standing;

static int make_block(Walk *walk, Folded *folded, const Standing *at, bool code)
{
    PyObject *text = slice_str(folded->text);
    if (text != NULL && !code && may_hold_formula(folded->text)) {
        folded->spans = with_formulas(text, folded->spans);
        walk->bounded = true; /* the formulas may be too many */
    }
    PyObject *values[12] = {
        PyLong_FromSsize_t(PyList_GET_SIZE(walk->blocks)), Py_NewRef(KNOWN.block_kinds[at->kind]), text,
        PyLong_FromLong(at->level), PyLong_FromSsize_t(folded->link_chars), Py_NewRef(at->container),
        PyBool_FromLong(at->tight), folded->spans, PyBool_FromLong(at->hidden), Py_NewRef(Py_None),
        Py_NewRef(at->place != NULL ? at->place : Py_None), folded->cells,
    };
    folded->spans = folded->cells = NULL;
    PyObject *block = make_record(KNOWN.Block, BLOCK_NAMES, values, 12);
    if (block == NULL)
        return -1;
    int failed = append_block(walk, block) < 0;
    Py_DECREF(block);
    if (failed)
        return -1;
    PyObject *last = PyList_GET_ITEM(walk->blocks, PyList_GET_SIZE(walk->blocks) - 1);
    PyObject *kept = PyObject_GetAttr(last, BLOCK_NAMES[2]);
    if (kept == NULL)
        return -1;
    walk->last_text = kept;
    Py_DECREF(kept); /* the block holds it */
    return 0;
}

/* Where the folded text stands, and the block of it. */
static int place_block(Walk *walk, int frame, int around, bool hidden, Folded *folded)
{
    State state = walk->frames[around].state;
    int owner = frame;
    while (walk->frames[owner].tag.act != OPEN_BLOCK && walk->frames[owner].depth)
        owner = walk->frames[owner].parent;
    Standing at = {.kind = state.kind, .level = state.level, .hidden = hidden};
    at.tight = walk->breaks == 1 && walk->frames[owner].serial == walk->after && PyList_GET_SIZE(walk->blocks);
    walk->after = walk->frames[owner].serial;
    walk->breaks = 0;
    if (state.row)
        at.kind = TABLE, at.level = 0;
    else if (state.kind == ITEM && continues_item(walk, around))
        at.kind = PARAGRAPH, at.level = 0;
    at.container = contain(walk, around);
    if (at.container == NULL)
        return -1;
    while (walk->frames[walk->frames[around].parent].state.row) /* a row is one block, whatever cell its text is in */
        around = walk->frames[around].parent;
    at.place = walk->frames[around].place;
    return make_block(walk, folded, &at, state.kind == CODE);
}

/* End the block at hand, if it holds a visible letter. */
int flush(Walk *walk, int frame)
{
    int around = walk->innermost, done = 0;
    if (around != NONE) {
        walk->innermost = NONE;
        State state = walk->frames[around].state;
        bool hidden = state.hidden || (walk->hiding && leave_out_hidden(walk));
        Folded folded = {0};
        done = fold_pieces(walk, walk->piece_count, state.kind == CODE && !state.row, &folded);
        if (done == 0 && folded.text.size)
            done = place_block(walk, frame, around, hidden, &folded);
        Py_XDECREF(folded.spans);
        Py_XDECREF(folded.cells);
    }
    walk->piece_count = 0;
    release_above(walk, frame);
    return done;
}
