/* Bytes and texts: whether a page needs no repair, as scrub and repair of decode.py would leave it, and its UTF-8. */
#include "core.h"

#include <string.h>

enum { MOST_SIGNS = 32, MAX_SIGN = 8, BLOCK = 64 };

static struct {
    char text[MAX_SIGN];
    Py_ssize_t size;
} SIGNS[MOST_SIGNS];
static int SIGN_COUNT;
static Py_ssize_t MIN_PLACES; /* of text that was encoded twice, from which repair may change a page */
static bool BEGINS[256][256]; /* whether a sign begins with these two bytes */

/* set_signs(signs, places): what shows text that was encoded twice, two to eight bytes of UTF-8 each; MIN_PLACES. */
PyObject *core_set_signs(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *signs;
    if (!PyArg_ParseTuple(args, "On", &signs, &MIN_PLACES))
        return NULL;
    if (!PyList_Check(signs) || PyList_GET_SIZE(signs) > MOST_SIGNS) {
        PyErr_Format(PyExc_ValueError, "a list of at most %d signs is wanted", MOST_SIGNS);
        return NULL;
    }
    memset(BEGINS, 0, sizeof BEGINS);
    for (SIGN_COUNT = 0; SIGN_COUNT < PyList_GET_SIZE(signs); SIGN_COUNT++) {
        char *at;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyList_GET_ITEM(signs, SIGN_COUNT), &at, &size) < 0)
            return NULL;
        if (size < 2 || size > MAX_SIGN) {
            PyErr_Format(PyExc_ValueError, "a sign of 2 to %d bytes is wanted", MAX_SIGN);
            return NULL;
        }
        memcpy(SIGNS[SIGN_COUNT].text, at, (size_t)size);
        SIGNS[SIGN_COUNT].size = size;
        BEGINS[(unsigned char)at[0]][(unsigned char)at[1]] = true;
    }
    Py_RETURN_NONE;
}

uint32_t read_reference(Slice text, Py_ssize_t at)
{
    uint32_t value = 0;
    bool hex = at < text.size && (text.at[at] | 32) == 'x';
    for (at += hex; at < text.size; at++) {
        uint32_t byte = (unsigned char)text.at[at], digit = byte - '0', letter = (byte | 32U) - 'a';
        if (digit > 9 && !(hex && letter < 6))
            break;
        value = value > 0x110000 ? value : value * (hex ? 16 : 10) + (digit <= 9 ? digit : letter + 10);
    }
    return value;
}

/* Whether a numeric reference may be one to a control character or a noncharacter, from behind its "&#" on. */
static bool refers_to_control(Slice text, Py_ssize_t at)
{
    Py_ssize_t digit = at + (at < text.size && (text.at[at] | 32) == 'x');
    if (digit == text.size || !Py_ISXDIGIT(Py_CHARMASK(text.at[digit]))) /* in a script or an address */
        return false;
    uint32_t value = read_reference(text, at);
    return (value < 32 && value != 9 && value != 10 && value != 13) || (value >= 127 && value < 160) ||
           (value >= 0xFDD0 && value <= 0xFDEF) || value == 0xFFFE || value == 0xFFFF;
}

static bool sign_at(Slice text, Py_ssize_t at)
{
    for (int nth = 0; nth < SIGN_COUNT; nth++)
        if (text.size - at >= SIGNS[nth].size && memcmp(text.at + at, SIGNS[nth].text, (size_t)SIGNS[nth].size) == 0)
            return true;
    return false;
}

/* Whether a letter that TWICE of mojibake.py begins with stands at a byte, and enough letters beyond ASCII behind it.
 * So a text has at least as many of these places as TWICE finds in it. */
static bool may_be_double(Slice text, Py_ssize_t at)
{
    unsigned char byte = (unsigned char)text.at[at], next = at + 1 < text.size ? (unsigned char)text.at[at + 1] : 0;
    int wanted = byte == 0xD0 && (next == 0xA0 || next == 0xA1);
    if (byte == 0xC3 && next >= 0x82 && next <= 0xB4)
        wanted = next < 0xA0 ? 1 : next < 0xB0 ? 2 : 3;
    Py_ssize_t behind = at + 2;
    for (int nth = 0; nth < wanted; nth++) {
        if (behind >= text.size || (unsigned char)text.at[behind] < 0x80)
            return false;
        for (behind++; behind < text.size && ((unsigned char)text.at[behind] & 0xC0) == 0x80;)
            behind++;
    }
    return wanted > 0;
}

/* Whether a byte of a text is a control character, or begins one, a noncharacter or a surrogate. */
static bool is_odd_at(Slice text, Py_ssize_t at)
{
    unsigned char byte = (unsigned char)text.at[at];
    if (byte < 0x80)
        return (byte < 32 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 127;
    unsigned char next = at + 1 < text.size ? (unsigned char)text.at[at + 1] : 0;
    if (byte == 0xC2 && next < 0xA0)
        return next != 0x85;
    if (byte == 0xED && next >= 0xA0)
        return true;
    if (byte == 0xEF && (next == 0xB7 || next == 0xBF)) {
        unsigned char last = at + 2 < text.size ? (unsigned char)text.at[at + 2] : 0;
        return next == 0xB7 ? last >= 0x90 && last <= 0xAF : last >= 0xBE;
    }
    return false;
}

/* Whether a text begins with one of the signs at a byte. */
static bool shows_double(Slice text, Py_ssize_t at)
{
    if (at + 1 >= text.size || !BEGINS[(unsigned char)text.at[at]][(unsigned char)text.at[at + 1]])
        return false;
    return sign_at(text, at);
}

/* Whether a block of bytes holds only printing ASCII, tabs and line ends; a loop that compilers unroll. */
static bool is_usual(const char *at)
{
    unsigned char odd = 0;
    for (int nth = 0; nth < BLOCK; nth++) {
        unsigned char byte = (unsigned char)at[nth];
        odd |= (unsigned char)(byte >= 127) | (unsigned char)(byte < 9) | (unsigned char)(byte > 13 && byte < 32) |
               (unsigned char)(byte == 11) | (unsigned char)(byte == 12);
    }
    return odd == 0;
}

/* Whether UTF-8 holds nothing that scrub takes out, and not both a sign of text that was encoded twice and so many
 * places that may be such text as repair wants. Letters such as the Norwegian O are signs too. */
static bool is_plain(Slice text)
{
    bool signs = false;
    Py_ssize_t places = 0;
    for (Py_ssize_t at = 0; at < text.size; at += BLOCK) {
        Py_ssize_t end = at + BLOCK < text.size ? at + BLOCK : text.size;
        if (end - at == BLOCK && is_usual(text.at + at))
            continue;
        for (Py_ssize_t nth = at; nth < end; nth++) {
            if (is_odd_at(text, nth))
                return false;
            signs = signs || shows_double(text, nth);
            places += may_be_double(text, nth);
        }
        if (signs && places >= MIN_PLACES)
            return false;
    }
    for (Py_ssize_t at = 0; (at = find(text, "&#", 2, at)) >= 0; at += 2)
        if (refers_to_control(text, at + 2))
            return false;
    return true;
}

/* is_plain(bytes): whether UTF-8 needs neither scrub nor repair. */
PyObject *core_is_plain(PyObject *module, PyObject *bytes)
{
    (void)module;
    if (!PyBytes_Check(bytes)) {
        PyErr_SetString(PyExc_TypeError, "bytes are wanted");
        return NULL;
    }
    return PyBool_FromLong(is_plain((Slice){PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes)}));
}

/* UTF-8 with every line end as a line feed: a new reference. */
static PyObject *with_line_feeds(PyObject *bytes)
{
    Slice text = {PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes)};
    const char *end = text.at + text.size, *mark = memchr(text.at, '\r', (size_t)text.size);
    if (mark == NULL)
        return Py_NewRef(bytes);
    PyObject *made = PyBytes_FromStringAndSize(NULL, text.size);
    if (made == NULL)
        return NULL;
    char *out = PyBytes_AS_STRING(made), *to = out;
    for (const char *at = text.at; at < end; mark = memchr(at, '\r', (size_t)(end - at))) {
        const char *until = mark == NULL ? end : mark;
        memcpy(to, at, (size_t)(until - at));
        to += until - at;
        at = until;
        if (mark == NULL)
            break;
        *to++ = '\n';
        at += 1 + (at + 1 < end && at[1] == '\n');
    }
    _PyBytes_Resize(&made, to - out); /* sets it to NULL if that fails */
    return made;
}

/* plain_text(bytes): a tuple of the text of valid UTF-8 that needs neither scrub nor repair, with every line end as a
 * line feed, and its UTF-8; None for any other bytes. */
PyObject *core_plain_text(PyObject *module, PyObject *bytes)
{
    (void)module;
    if (!PyBytes_Check(bytes)) {
        PyErr_SetString(PyExc_TypeError, "bytes are wanted");
        return NULL;
    }
    Slice raw = {PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes)};
    if (!is_plain(raw))
        Py_RETURN_NONE;
    PyObject *made = with_line_feeds(bytes);
    if (made == NULL)
        return NULL;
    PyObject *text = slice_str((Slice){PyBytes_AS_STRING(made), PyBytes_GET_SIZE(made)});
    if (text == NULL && PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) {
        PyErr_Clear();
        Py_DECREF(made);
        Py_RETURN_NONE;
    }
    if (text == NULL) {
        Py_DECREF(made);
        return NULL;
    }
    return Py_BuildValue("(NN)", text, made);
}

/* may_hold_formulas(bytes): that of markup.py. */
PyObject *core_may_hold_formulas(PyObject *module, PyObject *bytes)
{
    (void)module;
    if (!PyBytes_Check(bytes)) {
        PyErr_SetString(PyExc_TypeError, "bytes are wanted");
        return NULL;
    }
    Slice raw = {PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes)};
    return PyBool_FromLong(find(raw, "$$", 2, 0) >= 0 || find(raw, "\\[", 2, 0) >= 0 ||
                           find(raw, "\\begin{", 7, 0) >= 0);
}

/* find_beyond(text): the letters beyond ASCII, with a line feed after each run of them. */
PyObject *core_find_beyond(PyObject *module, PyObject *text)
{
    (void)module;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "text is wanted");
        return NULL;
    }
    const void *data = PyUnicode_DATA(text);
    int kind = PyUnicode_KIND(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    Buffer found = {0};
    bool inside = false, failed = false;
    for (Py_ssize_t at = 0; at <= size && !failed; at++) {
        uint32_t code = at < size ? PyUnicode_READ(kind, data, at) : 0;
        if (code >= 0x80)
            failed = buffer_char(&found, code) < 0;
        else if (inside)
            failed = buffer_char(&found, '\n') < 0;
        inside = code >= 0x80;
    }
    PyObject *made = failed ? NULL : PyUnicode_DecodeUTF8(found.size ? found.at : "", found.size, "surrogatepass");
    buffer_free(&found);
    return made;
}

/* encode(text): ``text.encode("utf-8", "replace")``. */
PyObject *core_encode(PyObject *module, PyObject *text)
{
    (void)module;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "text is wanted");
        return NULL;
    }
    if (PyUnicode_KIND(text) != PyUnicode_2BYTE_KIND)
        return PyUnicode_AsEncodedString(text, "utf-8", "replace");
    Buffer out = {0};
    int done = encode_wide(text, &out);
    PyObject *raw = done == 0 ? PyBytes_FromStringAndSize(out.at, out.size) : NULL;
    buffer_free(&out);
    return done == 1 ? PyUnicode_AsEncodedString(text, "utf-8", "replace") : raw;
}
