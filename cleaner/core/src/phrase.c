/* Which texts a phrase may match: fold of folding.py for ASCII, and what _find of phrases.py looks up. */
#include "core.h"

#include <string.h>

enum { MOST_CHARS = 4096, MOST_SIZES = 4 };

/* The tables of Rules that a text is looked up in; borrowed. */
typedef struct {
    PyObject *exact, *heads, *tails, *starts, *ends;
    Py_ssize_t sizes[MOST_SIZES];
    int size_count;
    Py_ssize_t max_chars, max_toolbar;
} Tables;

static bool stays(char byte) { return Py_ISALNUM(byte) || (byte != '\0' && strchr("#@$%&+", byte) != NULL); }

/* trim: without the punctuation at both ends. */
static Slice trim_marks(Slice text)
{
    while (text.size && !stays(text.at[0]))
        text.at++, text.size--;
    while (text.size && !stays(text.at[text.size - 1]))
        text.size--;
    return text;
}

static bool is_number(char byte) { return Py_ISDIGIT(byte) || byte == '#'; }

/* The end of a number that begins at a place: digits, and marks that stand between digits. */
static Py_ssize_t number_end(Slice text, Py_ssize_t at)
{
    for (;;) {
        while (at < text.size && is_number(text.at[at]))
            at++;
        if (at + 1 >= text.size || strchr(".,:/'-", text.at[at]) == NULL || !is_number(text.at[at + 1]))
            return at;
        at++;
    }
}

/* fold: lower case, single spaces, none before a colon, "#" for numbers, no punctuation at the ends. */
static Slice fold_ascii(Slice text, char *room)
{
    Py_ssize_t size = 0, done = 0;
    for (Py_ssize_t at = 0; at < text.size; at++) {
        char byte = text.at[at];
        if (is_space((unsigned char)byte)) {
            if (size && room[size - 1] != ' ')
                room[size++] = ' ';
            continue;
        }
        if (byte == ':' && size && room[size - 1] == ' ')
            size--;
        room[size++] = byte == '`' ? '\'' : (char)Py_TOLOWER((unsigned char)byte);
    }
    if (size && room[size - 1] == ' ')
        size--;
    Slice spaced = {room, size};
    for (Py_ssize_t at = 0; at < size;) {
        if (!is_number(room[at])) {
            room[done++] = room[at++];
            continue;
        }
        at = number_end(spaced, at);
        room[done++] = '#';
    }
    return trim_marks((Slice){room, done});
}

/* fold(text): the folded text, which must be ASCII. */
PyObject *core_fold(PyObject *module, PyObject *text)
{
    (void)module;
    if (!PyUnicode_Check(text) || !PyUnicode_IS_ASCII(text)) {
        PyErr_SetString(PyExc_TypeError, "text of ASCII is wanted");
        return NULL;
    }
    Slice whole = {(const char *)PyUnicode_1BYTE_DATA(text), PyUnicode_GET_LENGTH(text)};
    char near[MOST_CHARS], *room = whole.size < MOST_CHARS ? near : PyMem_Malloc((size_t)whole.size + 1);
    if (room == NULL)
        return PyErr_NoMemory();
    PyObject *folded = slice_str(fold_ascii(whole, room));
    if (room != near)
        PyMem_Free(room);
    return folded;
}

/* 1 where a table or set holds a text, 0 where not, -1 with an exception set. */
static int holds(PyObject *table, const char *at, Py_ssize_t size)
{
    PyObject *key = PyUnicode_FromStringAndSize(at, size);
    int found = key == NULL ? -1 : PySequence_Contains(table, key);
    Py_XDECREF(key);
    return found;
}

/* Whether a folded text has the head and the tail of an open phrase; -1 with an exception set. */
static int has_ends(Slice folded, PyObject *phrase)
{
    static const char *const NAMES[] = {"head", "tail"};
    for (int nth = 0; nth < 2; nth++) {
        PyObject *part = PyObject_GetAttrString(phrase, NAMES[nth]);
        Py_ssize_t size = 0;
        const char *at = part == NULL ? NULL : PyUnicode_AsUTF8AndSize(part, &size);
        bool stands = at != NULL && size <= folded.size &&
                      memcmp(nth ? folded.at + folded.size - size : folded.at, at, (size_t)size) == 0;
        Py_XDECREF(part);
        if (at == NULL)
            return -1;
        if (!stands)
            return 0;
    }
    return 1;
}

/* Whether a phrase under a key has the ends of a text; -1 with an exception set. */
static int has_ends_of_any(PyObject *table, const char *at, Py_ssize_t size, Slice folded)
{
    PyObject *key = PyUnicode_FromStringAndSize(at, size);
    PyObject *entries = key == NULL ? NULL : PyDict_GetItemWithError(table, key);
    Py_XDECREF(key);
    if (entries == NULL)
        return PyErr_Occurred() ? -1 : 0;
    int found = 0;
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(entries) && found == 0; nth++)
        found = has_ends(folded, PyTuple_GET_ITEM(entries, nth));
    return found;
}

static int matches_open(Slice folded, const Tables *tables)
{
    for (int nth = 0; nth < tables->size_count; nth++) {
        Py_ssize_t size = tables->sizes[nth] < folded.size ? tables->sizes[nth] : folded.size;
        int found = has_ends_of_any(tables->heads, folded.at, size, folded);
        if (found == 0)
            found = has_ends_of_any(tables->tails, folded.at + folded.size - size, size, folded);
        if (found)
            return found;
    }
    return 0;
}

/* Whether the first and the last word may stand in a toolbar. */
static int matches_tiles(Slice folded, const Tables *tables)
{
    const char *space = memchr(folded.at, ' ', (size_t)folded.size);
    if (space == NULL)
        return 0;
    Slice first = trim_marks((Slice){folded.at, space - folded.at});
    int found = holds(tables->starts, first.at, first.size);
    if (found <= 0)
        return found;
    Py_ssize_t last = folded.size;
    while (folded.at[last - 1] != ' ')
        last--;
    Slice word = trim_marks((Slice){folded.at + last, folded.size - last});
    return holds(tables->ends, word.at, word.size);
}

/* _GLUED: a small letter or a digit before a capital, in the first word. */
static bool is_glued(Slice text)
{
    Py_ssize_t at = text.size && !is_word_char(text, 0) ? 1 : 0;
    for (; is_word_char(text, at + 1) && is_word_char(text, at); at++)
        if ((Py_ISLOWER(text.at[at]) || Py_ISDIGIT(text.at[at])) && Py_ISUPPER(text.at[at + 1]))
            return true;
    return false;
}

/* 1 where a phrase may match, 0 where none does, -1 with an exception set. */
static int may_match(PyObject *text, const Tables *tables)
{
    Py_ssize_t chars = PyUnicode_GET_LENGTH(text);
    if (chars == 0 || chars > tables->max_chars)
        return 0;
    if (!PyUnicode_IS_ASCII(text) || chars + 1 > MOST_CHARS)
        return 1;
    char room[MOST_CHARS];
    Slice whole = {(const char *)PyUnicode_1BYTE_DATA(text), chars};
    Slice folded = fold_ascii(whole, room);
    bool toolbar = chars <= tables->max_toolbar;
    if (toolbar && is_glued(whole))
        return 1;
    if (folded.size == 0)
        return 0;
    Slice bare = trim_end(whole);
    if (bare.size && bare.at[bare.size - 1] == ':')
        return 1; /* a label */
    int found = holds(tables->exact, folded.at, folded.size);
    if (found == 0)
        found = matches_open(folded, tables);
    return found || !toolbar ? found : matches_tiles(folded, tables);
}

static int take_sizes(PyObject *sizes, Tables *tables)
{
    tables->size_count = (int)PyTuple_GET_SIZE(sizes);
    if (tables->size_count > MOST_SIZES) {
        PyErr_SetString(PyExc_ValueError, "too many sizes of keys");
        return -1;
    }
    for (int nth = 0; nth < tables->size_count; nth++)
        tables->sizes[nth] = PyLong_AsSsize_t(PyTuple_GET_ITEM(sizes, nth));
    return PyErr_Occurred() ? -1 : 0;
}

/* suspects(blocks, exact, heads, tails, starts, ends, sizes, max_chars, max_toolbar): the blocks that may match. */
PyObject *core_suspects(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *sizes;
    Tables tables;
    static PyObject *name;
    if (!PyArg_ParseTuple(args, "O!OO!O!OOO!nn", &PyTuple_Type, &blocks, &tables.exact, &PyDict_Type, &tables.heads,
                          &PyDict_Type, &tables.tails, &tables.starts, &tables.ends, &PyTuple_Type, &sizes,
                          &tables.max_chars, &tables.max_toolbar) ||
        take_sizes(sizes, &tables) < 0)
        return NULL;
    if (name == NULL && (name = PyUnicode_InternFromString("text")) == NULL)
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(blocks) && found != NULL; nth++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, nth), *text = PyObject_GetAttr(block, name);
        int may = text == NULL ? -1 : may_match(text, &tables);
        Py_XDECREF(text);
        if (may < 0 || (may && PyList_Append(found, block) < 0))
            Py_CLEAR(found);
    }
    return found;
}
