/* Folding: fold of folding.py, where no code point combines with the one before it. */
#include "phrase.h"

#include <string.h>

enum { NEAR_ROOM = 4096, FOLDED_CODES = 0x10000, UNKNOWN = -1 };

/* What a code point becomes, in UTF-8: at most MOST_FOLDED bytes, or WIDE where Python must fold the text. Python says
 * so when it is first met. */
typedef struct {
    char text[MOST_FOLDED];
    signed char size;
} Fold;

static Fold FOLDS[FOLDED_CODES];
static PyObject *FOLD_CODE;

/* Lower case, and white space as spaces; set once. */
static unsigned char ASCII_FOLDS[128];

/* set_folds(fold_code): take over what folds one code point; it gives None for a code point that is left to Python. */
PyObject *core_set_folds(PyObject *module, PyObject *fold_code)
{
    (void)module;
    for (int code = 0; code < FOLDED_CODES; code++)
        FOLDS[code].size = UNKNOWN;
    for (int code = 0; code < 128; code++)
        ASCII_FOLDS[code] = ASCII_SPACE[code] ? ' ' : code == '`' ? '\'' : (unsigned char)Py_TOLOWER(code);
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
    Py_ssize_t size = 0;
    const char *text = PyUnicode_Check(folded) ? PyUnicode_AsUTF8AndSize(folded, &size) : NULL;
    if (text == NULL)
        PyErr_Clear(); /* None, or half of a pair */
    bool fits = text != NULL && size <= MOST_FOLDED;
    if (fits)
        memcpy(fold->text, text, (size_t)size);
    fold->size = fits ? (signed char)size : WIDE;
    Py_DECREF(folded);
    return 0;
}

Part part_of(PyObject *text)
{
    return (Part){PyUnicode_DATA(text), PyUnicode_KIND(text), 0, PyUnicode_GET_LENGTH(text)};
}

static inline bool is_number(char byte) { return Py_ISDIGIT(byte) || byte == '#'; }

/* Add one folded byte: single spaces, none before a colon; gives the new size. */
static inline Py_ssize_t add_byte(char byte, char *room, Py_ssize_t size)
{
    if (byte == ' ') {
        if (size && room[size - 1] != ' ')
            room[size++] = ' ';
        return size;
    }
    if (byte == ':' && size && room[size - 1] == ' ')
        size--;
    room[size++] = byte;
    return size;
}

/* _CAMEL of folding.py: whether two words are glued between these code points. */
static inline bool is_glue(Py_UCS4 before, Py_UCS4 code)
{
    return code >= 'A' && code <= 'Z' && ((before >= 'a' && before <= 'z') || Py_UNICODE_ISDECIMAL(before));
}

/* The code points of a text, folded one by one; gives the size, WIDE or FAILED. Inlined for each kind of text. */
static inline Py_ssize_t fold_codes(const Part *part, int kind, bool camel, char *room)
{
    Py_ssize_t size = 0;
    for (Py_ssize_t at = part->from; at < part->until; at++) {
        Py_UCS4 code = PyUnicode_READ(kind, part->data, at);
        if (camel && at > part->from && is_glue(PyUnicode_READ(kind, part->data, at - 1), code))
            size = add_byte(' ', room, size);
        if (code < 128) {
            size = add_byte((char)ASCII_FOLDS[code], room, size);
            continue;
        }
        if (code >= FOLDED_CODES)
            return WIDE;
        if (FOLDS[code].size == UNKNOWN && learn_fold(code) < 0)
            return FAILED;
        if (FOLDS[code].size == WIDE)
            return WIDE;
        for (int nth = 0; nth < FOLDS[code].size; nth++)
            size = add_byte(FOLDS[code].text[nth], room, size);
    }
    return size;
}

/* Whether a mark stands before a digit, and so in a number. */
static inline bool joins_number(const char *room, Py_ssize_t size, Py_ssize_t at)
{
    char byte = room[at];
    bool mark = byte == '.' || byte == ',' || byte == ':' || byte == '/' || byte == '\'' || byte == '-';
    return mark && at + 1 < size && is_number(room[at + 1]);
}

/* Put "#" in the place of each number: digits, and marks that stand between digits. Gives the new size. */
static Py_ssize_t fold_numbers(char *room, Py_ssize_t size)
{
    Py_ssize_t done = 0;
    while (done < size && !is_number(room[done]))
        done++;
    for (Py_ssize_t at = done; at < size;) {
        if (!is_number(room[at])) {
            room[done++] = room[at++];
            continue;
        }
        room[done++] = '#'; /* never ahead of what is read next */
        while (at < size && (is_number(room[at]) || joins_number(room, size, at)))
            at++;
    }
    return done;
}

Slice fold_part(const Part *part, bool camel, char *room)
{
    Py_ssize_t size = part->kind == PyUnicode_1BYTE_KIND   ? fold_codes(part, PyUnicode_1BYTE_KIND, camel, room)
                      : part->kind == PyUnicode_2BYTE_KIND ? fold_codes(part, PyUnicode_2BYTE_KIND, camel, room)
                                                           : fold_codes(part, PyUnicode_4BYTE_KIND, camel, room);
    if (size < 0)
        return (Slice){room, size};
    if (size && room[size - 1] == ' ')
        size--;
    return trim_marks((Slice){room, fold_numbers(room, size)});
}

/* _stays of folding.py; no mark is in a text that the core folds. */
bool stays(uint32_t code)
{
    if (code < 128)
        return Py_ISALNUM(code) || (code && strchr("#@$%&+", (int)code) != NULL);
    return code == 0xA9 || code == 0x2117 || code == 0x20AC || code == 0xA3 || Py_UNICODE_ISALNUM(code);
}

Slice trim_marks(Slice text)
{
    for (int size; text.size && !stays(read_char(text.at, &size));)
        text.at += size, text.size -= size;
    while (text.size) {
        uint32_t code = last_char(text);
        if (stays(code))
            break;
        text.size -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    return text;
}

/* UNSPACED of folding.py. */
bool is_unspaced(uint32_t code)
{
    return (code >= 0x0E00 && code <= 0x0EFF) || (code >= 0x1000 && code <= 0x109F) ||
           (code >= 0x1780 && code <= 0x17FF) || (code >= 0x3040 && code <= 0x312F) ||
           (code >= 0x31A0 && code <= 0x31FF) || (code >= 0x3400 && code <= 0x9FFF) ||
           (code >= 0x20000 && code <= 0x3FFFF);
}

/* bounded of folding.py */
bool bounded(Slice text, Py_ssize_t at)
{
    if (at <= 0 || at >= text.size)
        return true;
    int size;
    uint32_t before = last_char((Slice){text.at, at}), after = read_char(text.at + at, &size);
    return !(stays(before) && stays(after)) || is_unspaced(before) || is_unspaced(after);
}

/* count_words of folding.py; no white space but spaces stands in a folded text. */
Py_ssize_t count_folded_words(Slice text)
{
    Py_ssize_t count = 0;
    bool inside = false;
    for (Py_ssize_t at = 0; at < text.size;) {
        int size;
        uint32_t code = read_char(text.at + at, &size);
        bool unspaced = code >= 128 && is_unspaced(code), part = !unspaced && code != ' ';
        count += unspaced || (part && !inside);
        inside = part;
        at += size;
    }
    return count;
}

/* fold(text): the folded text; None where Python must fold it. */
PyObject *core_fold(PyObject *module, PyObject *text)
{
    (void)module;
    if (!PyUnicode_Check(text) || FOLD_CODE == NULL) {
        PyErr_SetString(PyExc_TypeError, "text is wanted, and set_folds first");
        return NULL;
    }
    size_t most = (size_t)PyUnicode_GET_LENGTH(text) * MOST_FOLDED + 1;
    char near[NEAR_ROOM], *room = most <= sizeof near ? near : PyMem_Malloc(most);
    if (room == NULL)
        return PyErr_NoMemory();
    Part part = part_of(text);
    Slice folded = fold_part(&part, false, room);
    PyObject *found = folded.size >= 0 ? slice_str(folded) : folded.size == WIDE ? Py_NewRef(Py_None) : NULL;
    if (room != near)
        PyMem_Free(room);
    return found;
}
