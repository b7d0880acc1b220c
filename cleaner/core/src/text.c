/* Slices, growable buffers and code points. */
#include "core.h"

#include <string.h>

const unsigned char ASCII_SPACE[128] = {
    [9] = 1, [10] = 1, [11] = 1, [12] = 1, [13] = 1, [28] = 1, [29] = 1, [30] = 1, [31] = 1, [32] = 1,
};

int buffer_reserve(Buffer *buffer, Py_ssize_t more)
{
    if (more > PY_SSIZE_T_MAX / 4 - buffer->size) {
        PyErr_NoMemory();
        return -1;
    }
    Py_ssize_t need = buffer->size + more;
    if (need <= buffer->room)
        return 0;
    Py_ssize_t room = buffer->room < 256 ? 256 : buffer->room;
    while (room < need)
        room *= 2;
    char *at = PyMem_Realloc(buffer->at, (size_t)room);
    if (at == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    buffer->at = at;
    buffer->room = room;
    return 0;
}

int buffer_add(Buffer *buffer, const char *at, Py_ssize_t size)
{
    if (buffer_reserve(buffer, size) < 0)
        return -1;
    if (size)
        memcpy(buffer->at + buffer->size, at, (size_t)size);
    buffer->size += size;
    return 0;
}

int buffer_char(Buffer *buffer, uint32_t code)
{
    if (buffer_reserve(buffer, 4) < 0)
        return -1;
    unsigned char *out = (unsigned char *)buffer->at + buffer->size;
    if (code < 0x80) {
        out[0] = (unsigned char)code;
        buffer->size += 1;
    } else if (code < 0x800) {
        out[0] = (unsigned char)(0xC0 | code >> 6);
        out[1] = (unsigned char)(0x80 | (code & 0x3F));
        buffer->size += 2;
    } else if (code < 0x10000) {
        out[0] = (unsigned char)(0xE0 | code >> 12);
        out[1] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (unsigned char)(0x80 | (code & 0x3F));
        buffer->size += 3;
    } else {
        out[0] = (unsigned char)(0xF0 | code >> 18);
        out[1] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
        out[2] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
        out[3] = (unsigned char)(0x80 | (code & 0x3F));
        buffer->size += 4;
    }
    return 0;
}

typedef Py_UCS2 Units __attribute__((vector_size(32), aligned(2), may_alias));
typedef unsigned char Bytes __attribute__((vector_size(16), aligned(1), may_alias));

/* Copy the ASCII letters at the start of units of two bytes, many at a time; gives how many. */
static Py_ssize_t copy_ascii(const Py_UCS2 *from, Py_ssize_t size, char *to)
{
    enum { MANY = 16 };
    Py_ssize_t at = 0;
    for (; at + MANY <= size; at += MANY) {
        uint64_t four[MANY / 4];
        memcpy(four, from + at, sizeof four);
        if ((four[0] | four[1] | four[2] | four[3]) & 0xFF80FF80FF80FF80U)
            break;
        *(Bytes *)(to + at) = __builtin_convertvector(*(const Units *)(from + at), Bytes);
    }
    while (at < size && from[at] < 0x80) {
        to[at] = (char)from[at];
        at++;
    }
    return at;
}

/* Write a letter beyond ASCII of two bytes; gives the place behind it. */
static char *put_wide(Py_UCS2 code, char *to)
{
    if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
    } else {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
    }
    *to++ = (char)(0x80 | (code & 0x3F));
    return to;
}

int encode_wide(PyObject *text, Buffer *out)
{
    enum { CHUNK = 256 };
    const Py_UCS2 *from = PyUnicode_2BYTE_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    if (buffer_reserve(out, size) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < size;) {
        Py_ssize_t end = size - at > CHUNK ? at + CHUNK : size;
        if (buffer_reserve(out, 3 * (end - at)) < 0)
            return -1;
        char *to = out->at + out->size;
        while (at < end) {
            Py_ssize_t plain = copy_ascii(from + at, end - at, to);
            at += plain;
            to += plain;
            for (; at < end && from[at] >= 0x80; at++) {
                if (from[at] >= 0xD800 && from[at] < 0xE000)
                    return 1;
                to = put_wide(from[at], to);
            }
        }
        out->size = to - out->at;
    }
    return 0;
}

void buffer_free(Buffer *buffer)
{
    PyMem_Free(buffer->at);
    *buffer = (Buffer){0};
}

void *grow(void *array, Py_ssize_t count, Py_ssize_t *room, size_t size)
{
    if (count < *room)
        return array;
    Py_ssize_t wanted = *room ? *room * 2 : 64;
    if ((size_t)wanted > (size_t)PY_SSIZE_T_MAX / size / 2) {
        PyErr_NoMemory();
        return NULL;
    }
    void *grown = PyMem_Realloc(array, (size_t)wanted * size);
    if (grown == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    *room = wanted;
    return grown;
}

/* INVISIBLE of inline.py. */
bool is_invisible(uint32_t code)
{
    return code == 0xAD || code == 0x200B || code == 0xFEFF || code == 0x2060 || code == 0x180E;
}

bool all_space(Slice text)
{
    for (Py_ssize_t at = 0; at < text.size;) {
        unsigned char first = (unsigned char)text.at[at];
        int size = 1;
        if (first < 0x80 ? !ASCII_SPACE[first] : !is_space(read_char(text.at + at, &size)))
            return false;
        at += size;
    }
    return true;
}

bool is_ascii(Slice text)
{
    Py_ssize_t at = 0;
    for (uint64_t eight; at + (Py_ssize_t)sizeof eight <= text.size; at += (Py_ssize_t)sizeof eight) {
        memcpy(&eight, text.at + at, sizeof eight);
        if (eight & 0x8080808080808080U)
            return false;
    }
    for (; at < text.size; at++)
        if ((unsigned char)text.at[at] >= 0x80)
            return false;
    return true;
}

/* The last code point of a text that is not empty. */
uint32_t last_char(Slice text)
{
    const char *at = text.at + text.size - 1;
    while (at > text.at && ((unsigned char)*at & 0xC0) == 0x80)
        at--;
    int size;
    return read_char(at, &size);
}

Py_ssize_t count_chars(const char *at, Py_ssize_t size)
{
    Py_ssize_t count = size, byte = 0;
    for (uint64_t eight; byte + (Py_ssize_t)sizeof eight <= size; byte += (Py_ssize_t)sizeof eight) {
        memcpy(&eight, at + byte, sizeof eight);
        eight = eight >> 7 & ~(eight >> 6) & 0x0101010101010101U; /* 1 for each byte that continues a letter */
        count -= (Py_ssize_t)(eight * 0x0101010101010101U >> 56);
    }
    for (; byte < size; byte++)
        count -= ((unsigned char)at[byte] & 0xC0) == 0x80;
    return count;
}

/* ``str.rstrip``. */
Slice trim_end(Slice text)
{
    while (text.size) {
        uint32_t code = last_char(text);
        if (!is_space(code))
            break;
        text.size -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    return text;
}

/* ``str.strip``. */
Slice trim(Slice text)
{
    text = trim_end(text);
    for (int size; text.size && is_space(read_char(text.at, &size));)
        text.at += size, text.size -= size;
    return text;
}

int digits_of(Slice text, Py_ssize_t most)
{
    int value = 0;
    if (text.size == 0 || text.size > most)
        return -1;
    for (Py_ssize_t at = 0; at < text.size; at++) {
        if (!Py_ISDIGIT(text.at[at]))
            return -1;
        value = value * 10 + (text.at[at] - '0');
    }
    return value;
}

bool is_word_char(Slice text, Py_ssize_t at)
{
    return at >= 0 && at < text.size && (Py_ISALNUM(text.at[at]) || text.at[at] == '_');
}

Py_ssize_t find(Slice text, const char *needle, Py_ssize_t needle_size, Py_ssize_t from)
{
    const char *at = text.at + from, *last = text.at + text.size - needle_size;
    while (at <= last) {
        at = memchr(at, needle[0], (size_t)(last - at) + 1);
        if (at == NULL)
            return -1;
        if (memcmp(at, needle, (size_t)needle_size) == 0)
            return at - text.at;
        at++;
    }
    return -1;
}

/* The first place of `` name="`` in attributes: of all their characters the equals sign is the rarest. */
Py_ssize_t find_attribute(Slice attrs, const char *name, Py_ssize_t size)
{
    const char *at = attrs.at, *end = attrs.at + attrs.size;
    while (at < end && (at = memchr(at, '=', (size_t)(end - at))) != NULL) {
        const char *start = at - (size - 2);
        if (start >= attrs.at && at + 1 < end && at[1] == '"' && memcmp(start, name, (size_t)size - 2) == 0)
            return start - attrs.at;
        at++;
    }
    return -1;
}

void index_attributes(Slice raw, Attrs *attrs)
{
    attrs->raw = raw;
    attrs->count = 0;
    attrs->whole = true;
    const char *at = raw.at, *end = raw.at + raw.size;
    while (at < end && (at = memchr(at, '=', (size_t)(end - at))) != NULL) {
        if (at > raw.at && at + 1 < end && at[1] == '"') {
            if (attrs->count == MOST_MARKS) {
                attrs->whole = false;
                return;
            }
            attrs->marks[attrs->count++] = at;
        }
        at++;
    }
}

/* The place of an attribute's name, or NULL. */
static const char *place_of(const Attrs *attrs, const char *name, Py_ssize_t size)
{
    char last = name[size - 3]; /* that of a name tells most names apart */
    for (int nth = 0; nth < attrs->count; nth++) {
        if (attrs->marks[nth][-1] != last)
            continue;
        const char *start = attrs->marks[nth] - (size - 2);
        if (start >= attrs->raw.at && memcmp(start, name, (size_t)size - 2) == 0)
            return start;
    }
    Py_ssize_t at = attrs->whole ? -1 : find_attribute(attrs->raw, name, size);
    return at < 0 ? NULL : attrs->raw.at + at;
}

bool has_attribute(const Attrs *attrs, const char *name, Py_ssize_t size)
{
    return place_of(attrs, name, size) != NULL;
}

Slice find_value(const Attrs *attrs, const char *name, Py_ssize_t size)
{
    const char *start = place_of(attrs, name, size);
    if (start == NULL)
        return (Slice){"", 0};
    start += size;
    const char *stop = attrs->raw.at + attrs->raw.size, *end = memchr(start, '"', (size_t)(stop - start));
    return end == NULL ? (Slice){"", 0} : (Slice){start, end - start};
}

bool slice_is(Slice text, const char *word)
{
    Py_ssize_t size = (Py_ssize_t)strlen(word);
    return text.size == size && memcmp(text.at, word, (size_t)size) == 0;
}

PyObject *slice_str(Slice text) { return PyUnicode_DecodeUTF8(text.at, text.size, "strict"); }

bool decode_references(Slice text, char *out, Py_ssize_t *size)
{
    static const struct {
        const char *name;
        int size;
        const char *text;
        int text_size;
    } REFERENCES[] = {
        {"&amp;", 5, "&", 1}, {"&nbsp;", 6, "\xC2\xA0", 2}, {"&quot;", 6, "\"", 1},
        {"&lt;", 4, "<", 1},  {"&gt;", 4, ">", 1},
    };
    Py_ssize_t done = 0, at = 0;
    while (at < text.size) {
        const char *mark = memchr(text.at + at, '&', (size_t)(text.size - at));
        Py_ssize_t until = mark == NULL ? text.size : mark - text.at;
        memcpy(out + done, text.at + at, (size_t)(until - at));
        done += until - at;
        at = until;
        if (mark == NULL)
            break;
        int nth = 0;
        while (nth < 5 && (text.size - at < REFERENCES[nth].size ||
                           memcmp(text.at + at, REFERENCES[nth].name, (size_t)REFERENCES[nth].size) != 0))
            nth++;
        if (nth == 5)
            return false;
        memcpy(out + done, REFERENCES[nth].text, (size_t)REFERENCES[nth].text_size);
        done += REFERENCES[nth].text_size;
        at += REFERENCES[nth].size;
    }
    *size = done;
    return true;
}

PyObject *unescape(Slice text)
{
    char plain_bytes[1024];
    Py_ssize_t size;
    if (text.size == 0)
        return Py_NewRef(KNOWN.empty_text);
    if (memchr(text.at, '&', (size_t)text.size) == NULL)
        return slice_str(text);
    if (text.size <= (Py_ssize_t)sizeof plain_bytes && decode_references(text, plain_bytes, &size))
        return slice_str((Slice){plain_bytes, size});
    PyObject *raw = slice_str(text);
    if (raw == NULL)
        return NULL;
    PyObject *plain = PyObject_CallOneArg(KNOWN.unescape, raw);
    Py_DECREF(raw);
    return plain;
}
