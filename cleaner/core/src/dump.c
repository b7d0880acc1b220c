/* A record as a line of JSON: dump of render/record.py. */
#include "core.h"

#include <string.h>

enum { DEEPEST = 64, AT_ONCE = 1024, LONGEST = 6 }; /* levels; code points and bytes of each for which room is made */

typedef enum { FAULT = -1, DONE, PYTHON } Answer; /* PYTHON: a value that Python must write */

static const char HEX[] = "0123456789abcdef";

/* How a letter of ASCII is written in a text: 0 as it is, 'u' by its number, or else as this one with a backslash. */
static const char ESCAPES[128] = {
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\',
};

/* Write a code point that is escaped, or is not ASCII. There is room for it. */
static char *write_special(char *to, Py_UCS4 code, char escape)
{
    if (escape != 0 && escape != 'u') {
        *to++ = '\\';
        *to++ = escape;
    } else if (escape == 'u' || code == 0x85 || code == 0x2028 || code == 0x2029) {
        *to++ = '\\';
        *to++ = 'u';
        for (int shift = 12; shift >= 0; shift -= 4)
            *to++ = HEX[code >> shift & 15];
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 63));
    } else if (code >= 0xD800 && code <= 0xDFFF) {
        *to++ = '?'; /* half of a pair */
    } else if (code < 0x10000) {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 63));
        *to++ = (char)(0x80 | (code & 63));
    } else {
        *to++ = (char)(0xF0 | code >> 18);
        *to++ = (char)(0x80 | (code >> 12 & 63));
        *to++ = (char)(0x80 | (code >> 6 & 63));
        *to++ = (char)(0x80 | (code & 63));
    }
    return to;
}

static Answer dump_text(Buffer *out, PyObject *text)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    if (buffer_add(out, "\"", 1) < 0)
        return FAULT;
    for (Py_ssize_t at = 0; at < size;) {
        Py_ssize_t end = size - at < AT_ONCE ? size : at + AT_ONCE;
        if (buffer_reserve(out, (end - at) * LONGEST) < 0)
            return FAULT;
        char *to = out->at + out->size;
        for (; at < end; at++) {
            Py_UCS4 code = PyUnicode_READ(kind, data, at);
            char escape = code < 128 ? ESCAPES[code] : 0;
            if (code < 128 && escape == 0)
                *to++ = (char)code;
            else
                to = write_special(to, code, escape);
        }
        out->size = to - out->at;
    }
    return buffer_add(out, "\"", 1) < 0 ? FAULT : DONE;
}

/* A number, as Python writes it. */
static Answer dump_number(Buffer *out, PyObject *number)
{
    if (PyFloat_CheckExact(number) && !Py_IS_FINITE(PyFloat_AS_DOUBLE(number)))
        return PYTHON;
    PyObject *shown = PyObject_Repr(number);
    Py_ssize_t size;
    const char *at = shown == NULL ? NULL : PyUnicode_AsUTF8AndSize(shown, &size);
    Answer answer = at == NULL || buffer_add(out, at, size) < 0 ? FAULT : DONE;
    Py_XDECREF(shown);
    return answer;
}

static Answer dump_value(Buffer *out, PyObject *value, int depth);

static Answer dump_list(Buffer *out, PyObject *list, int depth)
{
    if (buffer_add(out, "[", 1) < 0)
        return FAULT;
    for (Py_ssize_t nth = 0; nth < PyList_GET_SIZE(list); nth++) {
        if (nth > 0 && buffer_add(out, ",", 1) < 0)
            return FAULT;
        Answer answer = dump_value(out, PyList_GET_ITEM(list, nth), depth);
        if (answer != DONE)
            return answer;
    }
    return buffer_add(out, "]", 1) < 0 ? FAULT : DONE;
}

static Answer dump_dict(Buffer *out, PyObject *dict, int depth)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;
    if (buffer_add(out, "{", 1) < 0)
        return FAULT;
    for (bool first = true; PyDict_Next(dict, &at, &key, &value); first = false) {
        if (!PyUnicode_CheckExact(key))
            return PYTHON;
        if (!first && buffer_add(out, ",", 1) < 0)
            return FAULT;
        Answer answer = dump_text(out, key);
        if (answer != DONE)
            return answer;
        if (buffer_add(out, ":", 1) < 0)
            return FAULT;
        answer = dump_value(out, value, depth);
        if (answer != DONE)
            return answer;
    }
    return buffer_add(out, "}", 1) < 0 ? FAULT : DONE;
}

static Answer dump_value(Buffer *out, PyObject *value, int depth)
{
    if (PyUnicode_CheckExact(value))
        return dump_text(out, value);
    if (value == Py_None)
        return buffer_add(out, "null", 4) < 0 ? FAULT : DONE;
    if (value == Py_True)
        return buffer_add(out, "true", 4) < 0 ? FAULT : DONE;
    if (value == Py_False)
        return buffer_add(out, "false", 5) < 0 ? FAULT : DONE;
    if (PyLong_CheckExact(value) || PyFloat_CheckExact(value))
        return dump_number(out, value);
    if (depth < DEEPEST && PyDict_CheckExact(value))
        return dump_dict(out, value, depth + 1);
    if (depth < DEEPEST && PyList_CheckExact(value))
        return dump_list(out, value, depth + 1);
    return PYTHON;
}

/* dump(record): its line of JSON in UTF-8, without the end of the line; None where Python must write it. */
PyObject *core_dump(PyObject *module, PyObject *record)
{
    (void)module;
    Buffer out = {0};
    Answer answer = dump_value(&out, record, 0);
    PyObject *line = answer == DONE ? PyBytes_FromStringAndSize(out.at, out.size) : NULL;
    buffer_free(&out);
    if (answer == PYTHON)
        Py_RETURN_NONE;
    return line;
}
