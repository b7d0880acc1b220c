/* Which blocks of an HTML page stay by the tagger: the part of judge of tagger.py before find_within. */
#include "judge.h"

#include <string.h>

/* As in tagger.py and runs.py. */
enum { MIN_SENTENCE_CHARS = 60, MIN_KEPT_CHARS = 250, MIN_STANDFIRST_CHARS = 40, MAX_DATE_CHARS = 40,
       MIN_PROSE_CHARS = 120, MAX_TEASER_CHARS = 220 };
static const double MIN_LINK_SHARE = 0.7;
static const float RESCUE = 0.1f, STANDFIRST_THRESHOLD = 0.2f, HEADING_THRESHOLD = 0.5f;

/* What is asked of a block. */
typedef struct {
    PyObject *text; /* borrowed */
    int kind;
    Py_ssize_t chars;
    double links;
    bool sentence, top, free; /* it ends like a sentence, is a heading of the first level, has nothing against it */
} Asked;

typedef struct {
    PyObject *blocks, *hints; /* a tuple and a dict */
    Py_ssize_t count;
    Asked *asked;
    float *sizes;
    const float *chance;
    bool *keep, *free;
} Choice;

/* CLOSERS of runs.py: quotes and brackets that close. */
static bool is_closer(Py_UCS4 code)
{
    return code == '"' || code == '\'' || code == ')' || code == 0xBB || code == 0x2019 || code == 0x201D ||
           code == 0xFF09 || code == 0x300D || code == 0x300F;
}

/* SENTENCE_END */
static bool ends_sentence(Py_UCS4 code)
{
    return code == '.' || code == '!' || code == 0x2026 || code == 0x3002 || code == 0xFF01 || code == 0x06D4 ||
           code == 0x0964;
}

/* The length of a text without what closes it. */
static Py_ssize_t inner_size(PyObject *text)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    while (size && is_closer(PyUnicode_READ_CHAR(text, size - 1)))
        size--;
    return size;
}

static bool ends_like_sentence(PyObject *text, Py_ssize_t size)
{
    return size && ends_sentence(PyUnicode_READ_CHAR(text, size - 1));
}

/* is_prose of runs.py */
static bool is_prose(const Asked *block)
{
    double least_linked = MIN_LINK_SHARE * (double)block->chars;
    if ((least_linked > 0 && block->links >= least_linked) || block->kind == HEADING || block->kind == ITEM ||
        block->kind == CAPTION)
        return block->kind == ITEM && block->chars > MAX_TEASER_CHARS;
    Py_ssize_t size = inner_size(block->text);
    return size >= MIN_PROSE_CHARS && (ends_like_sentence(block->text, size) || size > MAX_TEASER_CHARS);
}

/* is_dated of folding.py */
static bool is_dated(const Asked *block)
{
    int kind = PyUnicode_KIND(block->text), numbers = 0;
    const void *data = PyUnicode_DATA(block->text);
    bool inside = false;
    for (Py_ssize_t at = 0; at < block->chars && block->chars <= MAX_DATE_CHARS; at++) {
        bool digit = Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, data, at));
        numbers += digit && !inside;
        inside = digit;
    }
    return numbers > 1;
}

static int ask(Choice *choice, Py_ssize_t nth)
{
    PyObject *block = PyTuple_GET_ITEM(choice->blocks, nth), *kind, *number;
    Asked *asked = &choice->asked[nth];
    double level, hidden;
    if (!is_block(block)) {
        PyErr_SetString(PyExc_TypeError, "a block is wanted");
        return -1;
    }
    if ((asked->text = value_in(block, A_TEXT)) == NULL || (kind = value_in(block, A_KIND)) == NULL ||
        number_in(block, A_LINKS, &asked->links) < 0 || number_in(block, A_LEVEL, &level) < 0 ||
        number_in(block, A_HIDDEN, &hidden) < 0)
        return -1;
    asked->kind = number_of(JUDGES.row_of_kind, kind, -1, KIND_COUNT);
    if (!PyUnicode_Check(asked->text) || asked->kind < 0) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "a block of another kind or text is wanted");
        return -1;
    }
    if ((number = PyLong_FromSsize_t(nth)) == NULL)
        return -1;
    int hinted = PyDict_Contains(choice->hints, number);
    Py_DECREF(number);
    asked->chars = PyUnicode_GET_LENGTH(asked->text);
    asked->sentence = asked->chars >= MIN_SENTENCE_CHARS &&
                      ends_like_sentence(asked->text, inner_size(asked->text));
    asked->top = asked->kind == HEADING && level == 1;
    choice->free[nth] = asked->free = hidden == 0 && !hinted;
    choice->sizes[nth] = (float)asked->chars;
    return hinted < 0 ? -1 : 0;
}

/* Keep what is likelier than a lower limit if almost nothing of a page with prose would stay; gives whether. */
static bool rescue(const Choice *choice)
{
    double kept = 0, prose = 0;
    for (Py_ssize_t nth = 0; nth < choice->count; nth++)
        kept += choice->keep[nth] ? (double)choice->sizes[nth] : 0;
    if (kept >= MIN_KEPT_CHARS)
        return false;
    for (Py_ssize_t nth = 0; nth < choice->count; nth++)
        prose += is_prose(&choice->asked[nth]) ? (double)choice->sizes[nth] : 0;
    if (prose <= MIN_KEPT_CHARS)
        return false;
    for (Py_ssize_t nth = 0; nth < choice->count; nth++)
        choice->keep[nth] |= choice->chance[nth] >= RESCUE;
    return true;
}

/* _keep_standfirst: likely blocks between the headline and the first prose that stays. */
static void keep_standfirst(const Choice *choice)
{
    Py_ssize_t first = 0, head;
    while (first < choice->count && !(choice->keep[first] && is_prose(&choice->asked[first])))
        first++;
    if (first == choice->count)
        return;
    for (head = first - 1; head >= 0 && !choice->asked[head].top; head--)
        ;
    for (Py_ssize_t nth = head < 0 ? first : head + 1; nth < first; nth++) {
        const Asked *block = &choice->asked[nth];
        bool fits = block->kind == PARAGRAPH || block->kind == HEADING || block->kind == QUOTE || block->kind == OTHER;
        choice->keep[nth] |= block->free && fits && choice->chance[nth] >= STANDFIRST_THRESHOLD &&
                             block->chars >= MIN_STANDFIRST_CHARS && 2 * block->links < (double)block->chars;
    }
}

/* _keep_headings: those between two blocks that stay, and likely ones before one. */
static void keep_headings(const Choice *choice)
{
    bool before = false; /* whether the last block stayed, not counting as a heading */
    for (Py_ssize_t nth = 0; nth < choice->count; nth++) {
        const Asked *block = &choice->asked[nth];
        bool stays = choice->keep[nth], after = nth + 1 < choice->count && choice->keep[nth + 1];
        if (!stays && after && block->free && (before || choice->chance[nth] >= HEADING_THRESHOLD) &&
            block->kind == HEADING && !is_dated(block))
            choice->keep[nth] = true;
        before = stays;
    }
}

/* lean of tagger.py */
static double lean(double threshold, double factor) { return threshold * factor / (1 + threshold * (factor - 1)); }

/* Choose; gives whether the page was rescued, or -1. */
static int choose(Choice *choice, Cut *cut, double factor)
{
    for (Py_ssize_t nth = 0; nth < choice->count; nth++)
        if (ask(choice, nth) < 0)
            return -1;
    if (find_thresholds(cut) < 0)
        return -1;
    double block = lean(cut->block, factor), sentence = lean(cut->sentence, factor);
    for (Py_ssize_t nth = 0; nth < choice->count; nth++)
        choice->keep[nth] = (double)choice->chance[nth] >= (choice->asked[nth].sentence ? sentence : block);
    bool rescued = rescue(choice);
    keep_standfirst(choice);
    keep_headings(choice);
    return rescued;
}

/* choose(blocks, hints, chance, softness, squared beta, whether the kind of page has one text, factor of odds, keep,
 * free): fills the last two, and gives whether the page was rescued. */
PyObject *core_choose(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *given[3];
    Choice choice = {0};
    Cut cut = {0};
    int core_kind, rescued = -1;
    double factor;
    if (!PyArg_ParseTuple(args, "O!O!OddpdOO", &PyTuple_Type, &choice.blocks, &PyDict_Type, &choice.hints, &given[0],
                          &cut.softness, &cut.beta_squared, &core_kind, &factor, &given[1], &given[2]))
        return NULL;
    Array arrays[3] = {0};
    Py_ssize_t count = choice.count = cut.count = PyTuple_GET_SIZE(choice.blocks);
    if (JUDGES.Block == NULL || count < 1 || count > INT32_MAX / 2) {
        PyErr_SetString(PyExc_ValueError, "judge_setup comes first, and a block");
        return NULL;
    }
    choice.asked = zeros(count, sizeof *choice.asked);
    choice.sizes = choice.asked == NULL ? NULL : zeros(2 * count, sizeof *choice.sizes);
    if (choice.sizes == NULL || take_array(given[0], &arrays[0], 'f', count, 1, false) < 0 ||
        take_array(given[1], &arrays[1], '?', count, 1, true) < 0 ||
        take_array(given[2], &arrays[2], '?', count, 1, true) < 0)
        goto done;
    /* a copy, which no other thread changes while it is sorted */
    choice.chance = memcpy(choice.sizes + count, FLOATS(arrays[0]), (size_t)count * sizeof(float));
    choice.keep = arrays[1].view.buf;
    choice.free = arrays[2].view.buf;
    cut.keep = choice.chance;
    cut.sizes = choice.sizes;
    cut.core_kind = core_kind;
    rescued = choose(&choice, &cut, factor);
done:
    for (int nth = 0; nth < 3; nth++)
        drop_array(&arrays[nth]);
    PyMem_Free(choice.asked);
    PyMem_Free(choice.sizes);
    return rescued < 0 ? NULL : PyBool_FromLong(rescued);
}
