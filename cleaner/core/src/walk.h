/* The pass over the markup: open elements, pieces of text and what is made of them. */
#ifndef CLEANER_CORE_WALK_H
#define CLEANER_CORE_WALK_H

#include "core.h"

enum { NONE = -1 }; /* no frame, no element around a text */

/* An element around a piece of text that means something (Inline of inline.py), and its reach in the block at hand. */
typedef struct {
    Slice value;
    int parent, depth;
    signed char kind;
    bool link, hidden;
    uint64_t block; /* the block of ``start`` and ``end`` */
    Py_ssize_t start, end;
} Inline;

typedef enum { TEXT, BLANK, GAP, LINE, CELL, BREAK } What; /* text, a space, nothing, a line break of code, ... */

/* A piece of text as it stands, and the innermost element around it that means something. */
typedef struct {
    Slice text;
    int around;
    What what;
    short columns, rows;
    bool head;
} Piece;

/* The columns of a table as its rows are read (Grid of rows.py). */
typedef struct {
    int column, fillers;
    int *above, *begun; /* rows that a cell still reaches into each column */
    bool *wide;         /* columns of this row that a cell to the left reaches over */
    Py_ssize_t width;   /* of the three */
} Grid;

/* An open element (Frame of frame.py); it keeps its place in the array until the text inside it is a block. */
typedef struct {
    Tag tag;
    State state;
    int parent, depth, around, levels, number, inlines;
    uint64_t serial;
    PyObject *container, *place;
    Grid *grid;
    char task;
    bool begun;
} Frame;

/* An element that may state metadata, while its text is collected (OpenMark of walk.py). */
typedef struct {
    Buffer text;
    Py_ssize_t size, block;
    int frame, group;
} OpenMark;

typedef struct {
    Slice markup;
    const char *own; /* the next place of an attribute that the reader itself has set, or NULL */
    Frame *frames;
    Py_ssize_t frame_count, frame_room;
    Inline *inlines;
    Py_ssize_t inline_count, inline_room;
    Piece *pieces;
    Py_ssize_t piece_count, piece_room;
    OpenMark *marks;
    Py_ssize_t mark_count, mark_room;
    Py_ssize_t *cells; /* where each cell of a row begins, and its piece */
    Py_ssize_t cell_count, cell_room;
    Py_ssize_t *touched; /* elements around the text of the block at hand, as they were met */
    Py_ssize_t touched_count, touched_room;
    Py_ssize_t *missing;
    Py_ssize_t missing_room;
    Buffer plain; /* decoded text and attributes without an address; as large as the markup, so it never moves */
    Buffer out, scratch;
    PyObject *blocks, *rules, *images, *kept_marks[GROUPS], *opened;
    PyObject *file_names; /* of the images; the image itself until its name is asked for, None of an embed */
    Buffer source; /* of the source elements before the image of a picture element */
    Py_ssize_t *befores, before_room; /* the block after each image */
    PyObject *last_text; /* of the last block; borrowed */
    int top, innermost, breaks;
    uint64_t serial, after, block;
    Py_ssize_t order;
    bool bounded; /* whether a limit that bounds.py names may have been reached */
    bool hiding, unknown; /* unknown: the markup holds what no serializer writes, so Python reads the page */
} Walk;

/* ---- fold.c ---- */

/* The text of the block at hand and what it holds (Folded of inline.py); the objects are owned. */
typedef struct {
    Slice text;
    Py_ssize_t link_chars;
    PyObject *spans, *cells;
} Folded;

int fold_pieces(Walk *walk, Py_ssize_t count, bool code, Folded *folded);

/* ---- parted.c ---- */

enum number { NO_NUMBER, DIGITS, CLOSED, LABEL, AMOUNT };
bool is_parted(uint32_t last, Slice piece, bool apart, bool alone);
enum number begun_number(Slice text);
bool follows_number(enum number number, Slice piece, bool apart);

/* ---- shift.c ---- */

bool can_shift(Slice body, bool raised);
int shift(Slice folded, bool raised, Buffer *out);
bool is_power(Slice body);

/* ---- spans.c ---- */

PyObject *make_span(Py_ssize_t start, Py_ssize_t end, const Inline *node);
PyObject *make_spans(Walk *walk, Py_ssize_t lead, Py_ssize_t size);
PyObject *make_cells(Walk *walk, Py_ssize_t size);

/* ---- frames.c ---- */

int add_frame(Walk *walk, const Tag *tag, State state, int around);
int add_inline(Walk *walk, int kind, Slice value, int parent, bool hidden);
int add_piece(Walk *walk, What what, Slice text, int around);
void release_above(Walk *walk, int frame);
PyObject *contain(Walk *walk, int frame); /* borrowed */

/* ---- grid.c ---- */

int open_cell(Walk *walk, int table, const Tag *tag);
int end_row(Walk *walk, int table);
void free_grid(Grid *grid);

/* ---- marks.c ---- */

int open_mark(Walk *walk, int group);
int extend_marks(Walk *walk, Slice text);
int close_mark(Walk *walk);
PyObject *find_opened(Slice markup);

/* ---- images.c ---- */

int add_image(Walk *walk, const Tag *tag, int frame);

/* ---- sources.c ---- */

Slice find_source(const Attrs *attrs, Slice around);
int add_candidates(Buffer *source, const Attrs *attrs);

/* ---- filenames.c ---- */

PyObject *file_name(PyObject *address);

/* ---- flush.c ---- */

int flush(Walk *walk, int frame);

#endif
