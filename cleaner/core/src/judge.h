/* What the judges' files of this folder share: the blocks of a page as the judges see them, and checked arrays. */
#ifndef CLEANER_JUDGE_H
#define CLEANER_JUDGE_H

#include "core.h"

/* As in features.py. */
enum { LEVELS = 4, SHORT_CHARS = 120, KIND_COUNT = 8, GROUP_COUNT = 8, OWN_PLAIN = 35 };
enum { OWN = OWN_PLAIN + KIND_COUNT + GROUP_COUNT, PLACES = 10, SHAPES = 4, LEVEL_TOTALS = 7, STATED = 3 };
/* The columns that the core computes, from the left; behind them stands what Python says of the page's head. */
enum { SEEN = OWN + PLACES + SHAPES + LEVELS * LEVEL_TOTALS, FILLED = SEEN + STATED };
enum { CHARS, LINKS, PROSE, HINTED, IS_HEADING, SECTION, ENDS }; /* the first columns: raw totals and flags */

/* ---- arrays.c: arrays that Python hands over, and arithmetic that is the same on every machine ---- */

typedef struct {
    Py_buffer view;
    Py_ssize_t rows, columns; /* columns is 1 for an array of one dimension */
} Array;

/* Take hold of a C-contiguous array of one or two dimensions; ``format`` is a letter of the module struct. The sizes
 * are wanted as given, except that -1 means any. */
int take_array(PyObject *object, Array *array, char format, Py_ssize_t rows, Py_ssize_t columns, bool write);
void drop_array(Array *array);
#define FLOATS(array) ((float *)(array).view.buf)
#define INTS(array) ((int32_t *)(array).view.buf)
#define BITS(array) ((uint64_t *)(array).view.buf)
/* ``count`` elements set to zero; NULL with MemoryError set. Free with PyMem_Free. */
void *zeros(Py_ssize_t count, size_t size);
void *room_for(Py_ssize_t count, size_t size); /* the same, with anything in it */
double log_1p(double value);      /* of a number from 0 up */
double logarithm(double value);   /* of a number above 0 */
double exponential(double value); /* 0 below -700; of a number up to 700 */

/* ---- letters.c: what the letters of a block say ---- */

/* The classes of letters.py, in its order. */
enum { L_OTHER, L_SPACE, L_DIGIT, L_UPPER, L_LOWER, L_STOP, L_COMMA, L_SEPARATOR, L_QUOTE, L_CLOSER, L_UNSPACED, L_SIGN,
       L_MONEY, CLASSES };
enum { TABLE_SIZE = 0x10000 };

/* A text, or the end of it: the tabs before the first letter of a table row are left out. */
typedef struct {
    const void *data;
    int kind;
    Py_ssize_t from, size; /* code points */
    bool ascii;
} Text;

typedef struct {
    Py_ssize_t counts[CLASSES], ends;
    unsigned char first, last;
    bool question, colon;
} Letters;

/* The words of the title, and a mask by which most other words are known not to be among them. */
typedef struct {
    PyObject *words; /* a frozenset, borrowed */
    uint64_t mask[4];
} Wanted;

int read_text(PyObject *object, bool trim, Text *text);
void count_letters(const Text *text, Letters *seen);
bool holds_date(const Text *text);
int make_wanted(PyObject *words, Wanted *wanted);
/* The share of a text's words that are wanted, or -1 with an exception set. */
double overlap(PyObject *object, const Text *text, const Wanted *wanted);

/* ---- tree.c: the containers of a page ---- */

typedef struct {
    PyObject *text, *container; /* owned; the container is None where there is none */
    int kind;                   /* row of KINDS; in plain text code and rows count as paragraphs */
} Seen;

typedef struct {
    PyObject **nodes;                   /* borrowed from the blocks, in reading order */
    int *parent, *first, *last, *wider; /* by node */
    int *of_block;                      /* the node of each block */
    int *name;                          /* equal for nodes of the same tag and words; made by number_names */
    Py_ssize_t size, names;
} Tree;

/* The fields of Container. */
enum { TAG, TOKENS, PARENT, ORDER, CONTAINER_FIELDS = 5 };
static inline PyObject *node_field(PyObject *node, int nth) { return PyTuple_GET_ITEM(node, nth); }

/* 1 where Python must do the work, as for orders that no reader gives. */
int make_tree(Tree *tree, const Seen *blocks, Py_ssize_t count);
void free_tree(Tree *tree);
void find_runs(const Tree *tree, Py_ssize_t count, int32_t *first, int32_t *last);

/* ---- shapes.c: containers of the same tags and words ---- */

int number_names(Tree *tree);
/* The rows of words that were written, or -1. */
Py_ssize_t find_tree_words(const Tree *tree, Py_ssize_t count, PyObject *vocabulary, int32_t *row, Array *near,
                           Array *far);
int find_shapes(const Tree *tree, const Seen *blocks, Py_ssize_t count, int32_t *shape);

/* ---- own.c, features.c, net.c, product.c ---- */

/* A page on its way to features. */
typedef struct {
    PyObject *blocks; /* a tuple, owned */
    PyObject *body, *pictured; /* what the page states, borrowed */
    Py_ssize_t count;
    Seen *seen;
    Tree tree;
    Wanted wanted;
    float *dense;
    Py_ssize_t stride; /* floats from one block to the next */
    int32_t *first, *last, *shape; /* owned */
    int makes;
} Look;

static inline float *row_of(const Look *look, Py_ssize_t nth) { return look->dense + nth * look->stride; }
static inline double least(double one, double other) { return one < other ? one : other; }
static inline double most(double one, double other) { return one > other ? one : other; }

int read_blocks(Look *look, PyObject *hints);
int write_stated(const Look *look, PyObject *body, PyObject *pictured, int column);

enum { A_TEXT, A_CONTAINER, A_KIND, A_LEVEL, A_LINKS, A_TIGHT, A_HIDDEN, A_CELLS, FIELDS_READ };

typedef struct {
    PyObject *Block, *Container, *row_of_kind, *group_of_kind, *share_of_title;
    Py_ssize_t slots[FIELDS_READ]; /* of a block: where its fields lie, in bytes */
    unsigned char classes[TABLE_SIZE + 1];
} Judges;

extern Judges JUDGES;
/* A number of a dict by a word, or ``missing``; -2 with an exception set. */
int number_of(PyObject *table, PyObject *word, int missing, int count);
/* The value in a slot of a block, borrowed. Slots are read directly, which is faster than a look-up by name. */
PyObject *value_in(PyObject *block, int nth);
/* The number or flag in a slot; -1 with an exception set. Other types are refused, since they may run any code. */
int number_in(PyObject *block, int nth, double *value);
static inline bool is_block(PyObject *object) { return Py_TYPE(object) == (PyTypeObject *)JUDGES.Block; }
PyObject *core_judge_setup(PyObject *module, PyObject *args);
PyObject *core_look(PyObject *module, PyObject *args);
PyObject *core_tag(PyObject *module, PyObject *args);
PyObject *core_choose(PyObject *module, PyObject *args);
PyObject *core_weigh(PyObject *module, PyObject *args);
PyObject *core_guess_kinds(PyObject *module, PyObject *args);
PyObject *core_narrow(PyObject *module, PyObject *narrow);

/* Add ``x @ weight`` to ``out``: rows x depth times depth x width; the rows of ``x`` are ``stride`` floats apart. */
void add_product(float *out, const float *x, Py_ssize_t stride, const float *weight, Py_ssize_t rows, Py_ssize_t depth,
                 Py_ssize_t width);

bool is_wide(void); /* whether the processor's widest registers are used */

/* ---- sparse.c: the numbers of rows that are not zero ---- */

typedef struct {
    int32_t *counts, *at; /* of each row, and where the weights of each number begin */
    float *value;
    Py_ssize_t depth; /* room of a row */
} Packed;

void pack_rows(Packed *packed, const float *x, Py_ssize_t stride, Py_ssize_t rows, Py_ssize_t depth, Py_ssize_t width);
/* Add the product of packed rows and weights to as many rows of ``out``. */
void add_packed(float *out, const Packed *packed, Py_ssize_t first, Py_ssize_t rows, const float *weight,
                Py_ssize_t width);

/* ---- cut.c: the thresholds of a page ---- */

typedef struct {
    const float *keep, *sizes;
    Py_ssize_t count;
    double softness, beta_squared;
    bool core_kind; /* a page with one text */
    double block, sentence; /* what is found */
} Cut;

int find_thresholds(Cut *cut);

#endif
