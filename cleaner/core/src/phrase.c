/* Which texts a phrase may match: fold of folding.py where it gives ASCII, and what _find of phrases.py looks up. */
#include "core.h"

#include <string.h>

enum { MOST_CHARS = 4096, MOST_SIZES = 4 };
enum { FOLDED_CODES = 0x3000, MOST_FOLDED = 3, UNKNOWN = -1, WIDE = -2 };

/* What a code point from 128 on becomes: at most three characters of ASCII, or WIDE where it becomes anything else.
 * Python says so when it is first met. */
typedef struct {
    char text[MOST_FOLDED];
    signed char size;
} Fold;

static Fold FOLDS[FOLDED_CODES];
static PyObject *FOLD_CODE;

/* set_folds(fold_code): take over what folds one code point. */
PyObject *core_set_folds(PyObject *module, PyObject *fold_code)
{
    (void)module;
    for (int code = 0; code < FOLDED_CODES; code++)
        FOLDS[code].size = UNKNOWN;
    Py_XSETREF(FOLD_CODE, Py_NewRef(fold_code));
    Py_RETURN_NONE;
}

static int learn_fold(Py_UCS4 code)
{
    PyObject *number = PyLong_FromUnsignedLong(code);
    PyObject *folded = number == NULL ? NULL : PyObject_CallOneArg(FOLD_CODE, number);
    Py_XDECREF(number);
    if (folded == NULL)
        return -1;
    Fold *fold = &FOLDS[code];
    bool fits = PyUnicode_Check(folded) && PyUnicode_IS_ASCII(folded) && PyUnicode_GET_LENGTH(folded) <= MOST_FOLDED;
    fold->size = fits ? (signed char)PyUnicode_GET_LENGTH(folded) : WIDE;
    if (fits)
        memcpy(fold->text, PyUnicode_1BYTE_DATA(folded), (size_t)fold->size);
    Py_DECREF(folded);
    return 0;
}

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

/* Lower case, single spaces, none before a colon; gives the new size. */
static Py_ssize_t fold_byte(char byte, char *room, Py_ssize_t size)
{
    if (is_space((unsigned char)byte)) {
        if (size && room[size - 1] != ' ')
            room[size++] = ' ';
        return size;
    }
    if (byte == ':' && size && room[size - 1] == ' ')
        size--;
    room[size++] = byte == '`' ? '\'' : (char)Py_TOLOWER((unsigned char)byte);
    return size;
}

/* The characters of a text, folded one by one; gives the size, or WIDE where it is not ASCII, or -1 with an exception
 * set. ``room`` holds MOST_FOLDED times the text. */
static Py_ssize_t fold_characters(PyObject *text, char *room)
{
    Py_ssize_t size = 0, chars = PyUnicode_GET_LENGTH(text);
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t at = 0; at < chars; at++) {
        Py_UCS4 code = PyUnicode_READ(kind, data, at);
        if (code < 128) {
            size = fold_byte((char)code, room, size);
            continue;
        }
        if (code >= FOLDED_CODES || FOLD_CODE == NULL)
            return WIDE;
        if (FOLDS[code].size == UNKNOWN && learn_fold(code) < 0)
            return -1;
        if (FOLDS[code].size == WIDE)
            return WIDE;
        for (int nth = 0; nth < FOLDS[code].size; nth++)
            size = fold_byte(FOLDS[code].text[nth], room, size);
    }
    return size;
}

/* fold: characters one by one, then "#" for numbers and no punctuation at the ends; its size is negative as there. */
static Slice fold_text(PyObject *text, char *room)
{
    Py_ssize_t size = fold_characters(text, room), done = 0;
    if (size < 0)
        return (Slice){room, size};
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

/* fold(text): the folded text; None where it is not ASCII. */
PyObject *core_fold(PyObject *module, PyObject *text)
{
    (void)module;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "text is wanted");
        return NULL;
    }
    size_t most = (size_t)PyUnicode_GET_LENGTH(text) * MOST_FOLDED + 1;
    char near[MOST_CHARS], *room = most <= sizeof near ? near : PyMem_Malloc(most);
    if (room == NULL)
        return PyErr_NoMemory();
    Slice folded = fold_text(text, room);
    PyObject *found = folded.size >= 0 ? slice_str(folded) : folded.size == WIDE ? Py_NewRef(Py_None) : NULL;
    if (room != near)
        PyMem_Free(room);
    return found;
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

/* _GLUED: a small letter or a digit before a capital; in the first word, or anywhere in a text that is not ASCII. */
static bool is_glued(PyObject *text)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    bool plain = PyUnicode_IS_ASCII(text);
    Py_UCS4 last = size ? PyUnicode_READ(kind, data, 0) : 0;
    for (Py_ssize_t at = 1; at < size; at++) {
        Py_UCS4 code = PyUnicode_READ(kind, data, at);
        if (code >= 'A' && code <= 'Z' && last < 128 && (Py_ISLOWER(last) || Py_ISDIGIT(last)))
            return true;
        if (plain && at > 1 && !Py_ISALNUM(last) && last != '_')
            return false;
        last = code;
    }
    return false;
}

/* is_label: whether a colon ends a text. */
static bool is_label(PyObject *text)
{
    for (Py_ssize_t at = PyUnicode_GET_LENGTH(text) - 1; at >= 0; at--) {
        Py_UCS4 code = PyUnicode_READ_CHAR(text, at);
        if (!is_space(code))
            return code == ':' || code == 0xFF1A;
    }
    return false;
}

/* 1 where a phrase may match, 0 where none does, -1 with an exception set. */
static int may_match(PyObject *text, const Tables *tables)
{
    Py_ssize_t chars = PyUnicode_GET_LENGTH(text);
    if (chars == 0 || chars > tables->max_chars)
        return 0;
    char room[MOST_CHARS];
    if (chars * MOST_FOLDED > MOST_CHARS)
        return 1;
    Slice folded = fold_text(text, room);
    if (folded.size < 0)
        return folded.size == WIDE ? 1 : -1;
    bool toolbar = chars <= tables->max_toolbar;
    if (toolbar && is_glued(text))
        return 1;
    if (folded.size == 0)
        return 0;
    if (is_label(text))
        return 1;
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
