/* Which texts are phrases: _match and _find of phrases.py. */
#include "phrase.h"

#include <string.h>

enum { ROOM = 8192 };

/* A text on its way through the tables. */
typedef struct {
    PyObject *text;
    Py_ssize_t chars;
    PyObject *found; /* borrowed from the tables */
    char room[ROOM];
} Search;

/* The bytes of the first code points of a text, or of all. */
static Py_ssize_t head_size(Slice text, Py_ssize_t chars)
{
    Py_ssize_t at = 0;
    for (; chars > 0 && at < text.size; chars--)
        do
            at++;
        while (at < text.size && ((unsigned char)text.at[at] & 0xC0) == 0x80);
    return at;
}

/* The same for the last ones. */
static Py_ssize_t tail_size(Slice text, Py_ssize_t chars)
{
    Py_ssize_t at = text.size;
    for (; chars > 0 && at > 0; chars--)
        do
            at--;
        while (at > 0 && ((unsigned char)text.at[at] & 0xC0) == 0x80);
    return text.size - at;
}

static Slice head_of(Slice text, Py_ssize_t chars) { return (Slice){text.at, head_size(text, chars)}; }

static Slice tail_of(Slice text, Py_ssize_t chars)
{
    Py_ssize_t size = tail_size(text, chars);
    return (Slice){text.at + text.size - size, size};
}

/* _SEPARATOR of openended.py: what stands between a label and the words behind it. Gives its size, or 0. */
static Py_ssize_t separator_size(Slice text, Py_ssize_t from)
{
    Py_ssize_t at = from + (from < text.size && text.at[from] == ' ');
    if (at >= text.size)
        return 0;
    int size;
    uint32_t code = read_char(text.at + at, &size);
    if (code == ':' || code == '|' || code == '>' || code == 0xB7 || code == 0x2022 || code == 0x30FB)
        return at + size - from;
    return text.size - from >= 3 && memcmp(text.at + from, " - ", 3) == 0 ? 3 : 0;
}

/* Open.fits */
static bool fits(const Open *open, Slice text)
{
    Py_ssize_t start = open->head.size, end = text.size - open->tail.size;
    if (start >= end || memcmp(text.at, open->head.at, (size_t)start) != 0 ||
        memcmp(text.at + end, open->tail.at, (size_t)open->tail.size) != 0)
        return false;
    if (open->separator) {
        Py_ssize_t mark = separator_size(text, start);
        if (mark == 0)
            return false;
        start += mark;
    } else if (start && !bounded(text, start))
        return false;
    if (start >= end || (open->tail.size && !bounded(text, end)))
        return false;
    Slice rest = {text.at + start, end - start};
    Py_ssize_t words = count_folded_words(rest);
    return words && words <= open->max_words && (!open->number || memchr(rest.at, '#', (size_t)rest.size) != NULL);
}

/* The first phrase under a key that fits, or NULL. */
static const Open *find_fitting(const Phrases *phrases, Table table, Slice key, Slice folded)
{
    for (; phrases != NULL; phrases = phrases->base) {
        int at = look_up_here(phrases, table, key);
        const Open *open = at == NONE_FOUND ? NULL : &phrases->opens[at];
        for (; open != NULL; open = open->last ? NULL : open + 1)
            if (fits(open, folded))
                return open;
    }
    return NULL;
}

/* _find_open */
static const Open *find_open(const Phrases *phrases, Slice folded)
{
    const Open *open = NULL;
    for (int nth = 0; nth < phrases->size_count && open == NULL; nth++)
        open = find_fitting(phrases, HEADS, head_of(folded, phrases->sizes[nth]), folded);
    for (int nth = 0; nth < phrases->size_count && open == NULL; nth++)
        open = find_fitting(phrases, TAILS, tail_of(folded, phrases->sizes[nth]), folded);
    return open;
}

enum { GLANCED_CHARS = 60 };

/* _GLUED: whether two words are glued in the beginning of a text. */
static bool is_glued(PyObject *text)
{
    Part part = part_of(text);
    Py_ssize_t until = part.until < GLANCED_CHARS ? part.until : GLANCED_CHARS;
    Py_UCS4 before = part.until ? PyUnicode_READ(part.kind, part.data, 0) : 0;
    for (Py_ssize_t at = 1; at < until; at++) {
        Py_UCS4 code = PyUnicode_READ(part.kind, part.data, at);
        if (code >= 'A' && code <= 'Z' && ((before >= 'a' && before <= 'z') || Py_UNICODE_ISDECIMAL(before)))
            return true;
        before = code;
    }
    return false;
}

/* is_label: whether a colon ends a text. */
static bool is_label(PyObject *text)
{
    Part part = part_of(text);
    for (Py_ssize_t at = part.until - 1; at >= 0; at--) {
        Py_UCS4 code = PyUnicode_READ(part.kind, part.data, at);
        if (!is_space(code))
            return code == ':' || code == 0xFF1A;
    }
    return false;
}

/* _may_be_open: whether the ends of a long text may be those of an open phrase; WIDE or FAILED as from folding. */
static int may_be_open(const Phrases *phrases, Search *search)
{
    Part head = part_of(search->text), tail = head;
    head.until = phrases->glance_chars < head.until ? phrases->glance_chars : head.until;
    tail.from = tail.until > phrases->glance_chars ? tail.until - phrases->glance_chars : 0;
    Slice first = fold_part(&head, false, search->room);
    if (first.size < 0)
        return (int)first.size;
    Slice last = fold_part(&tail, false, search->room + ROOM / 2);
    if (last.size < 0)
        return (int)last.size;
    Py_ssize_t least = phrases->sizes[0] + 2;
    if (count_chars(first.at, first.size) < least || count_chars(last.at, last.size) < least)
        return 1;
    for (int nth = 0; nth < phrases->size_count; nth++)
        if (look_up(phrases, HEADS, head_of(first, phrases->sizes[nth])) != NONE_FOUND ||
            look_up(phrases, TAILS, tail_of(last, phrases->sizes[nth])) != NONE_FOUND)
            return 1;
    return 0;
}

/* A whole phrase, with a colon behind it or without. */
static int find_whole(const Phrases *phrases, const Search *search, Slice folded)
{
    int found = NONE_FOUND;
    if (is_label(search->text)) { /* behind a folded text is room for one more byte */
        char *end = (char *)folded.at + folded.size, kept = *end;
        *end = ':';
        found = look_up(phrases, EXACT, (Slice){folded.at, folded.size + 1});
        *end = kept;
    }
    return found == NONE_FOUND ? look_up(phrases, EXACT, folded) : found;
}

/* _find of phrases.py, and what comes before it; WIDE where Python must do it. */
static int find_phrase(Phrases *phrases, Search *search)
{
    search->found = NULL;
    search->chars = PyUnicode_GET_LENGTH(search->text);
    if (search->chars > phrases->max_chars)
        return 0;
    Part whole = part_of(search->text);
    if (search->chars * MOST_FOLDED + 1 > ROOM)
        return WIDE;
    int may = search->chars > phrases->long_chars ? may_be_open(phrases, search) : 1;
    if (may <= 0)
        return may;
    Slice folded = fold_part(&whole, false, search->room);
    if (folded.size <= 0)
        return (int)folded.size;
    int at = find_whole(phrases, search, folded);
    if (at != NONE_FOUND) {
        const Meaning *meaning = meaning_of(phrases, at);
        search->found = meaning == NULL ? NULL : meaning->alone;
        return meaning == NULL ? FAILED : 0;
    }
    const Open *open = find_open(phrases, folded);
    if (open != NULL)
        search->found = match_of(phrases, open->meaning);
    if (open != NULL || search->chars > phrases->max_toolbar)
        return 0;
    if (memchr(folded.at, ' ', (size_t)folded.size) != NULL)
        search->found = find_toolbar(phrases, folded);
    if (search->found == NULL && !PyErr_Occurred() && is_glued(search->text)) {
        folded = fold_part(&whole, true, search->room);
        search->found = find_toolbar(phrases, folded);
    }
    return PyErr_Occurred() ? FAILED : 0;
}

/* match(phrases, text): what a text is, None, or NotImplemented where Python must find out. */
PyObject *core_match(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *capsule, *text;
    Search search;
    if (!PyArg_ParseTuple(args, "OU", &capsule, &text))
        return NULL;
    Phrases *phrases = phrases_of(capsule);
    if (phrases == NULL)
        return NULL;
    search.text = text;
    int done = find_phrase(phrases, &search);
    if (done == FAILED)
        return NULL;
    return Py_NewRef(done == WIDE ? Py_NotImplemented : search.found == NULL ? Py_None : search.found);
}

/* match_blocks(phrases, blocks): the blocks that are phrases, each with what it is; with NotImplemented where Python
 * must find out. */
PyObject *core_match_blocks(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *capsule, *blocks;
    static PyObject *name;
    if (!PyArg_ParseTuple(args, "OO!", &capsule, &PyTuple_Type, &blocks) ||
        (name == NULL && (name = PyUnicode_InternFromString("text")) == NULL))
        return NULL;
    Phrases *phrases = phrases_of(capsule);
    PyObject *found = phrases == NULL ? NULL : PyList_New(0);
    Search search;
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, nth);
        search.text = PyObject_GetAttr(block, name);
        if (search.text != NULL && !PyUnicode_Check(search.text))
            PyErr_SetString(PyExc_TypeError, "the text of a block is to be a str");
        int done = search.text == NULL || PyErr_Occurred() ? FAILED : find_phrase(phrases, &search);
        Py_XDECREF(search.text);
        PyObject *what = done == WIDE ? Py_NotImplemented : done == FAILED ? NULL : search.found;
        PyObject *pair = what == NULL ? NULL : PyTuple_Pack(2, block, what);
        if (done == FAILED || (what != NULL && (pair == NULL || PyList_Append(found, pair) < 0)))
            Py_CLEAR(found);
        Py_XDECREF(pair);
    }
    return found;
}
