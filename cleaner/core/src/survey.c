/* One pass over markup as it came, for what repair_markup of markup.py and cap_depth of decode.py look for. */
#include "core.h"

#include <string.h>

const char *const RAW_NAMES[] = {"script",   "style",    "title",   "textarea", "iframe",
                           "noscript", "noframes", "noembed", "xmp",      NULL};

/* A str of any width. */
typedef struct {
    const void *data;
    int kind;
    Py_ssize_t size; /* code points */
} Wide;

static Py_UCS4 char_at(Wide text, Py_ssize_t at)
{
    return at < text.size ? PyUnicode_READ(text.kind, text.data, at) : 0;
}

/* The first place of "<" from one on, or -1: a search for its byte, which other letters may hold too. */
static Py_ssize_t find_tag(Wide text, Py_ssize_t at)
{
    const char *data = text.data, *end = data + text.size * text.kind, *found = data + at * text.kind;
    while ((found = memchr(found, '<', (size_t)(end - found))) != NULL) {
        at = (found - data) / text.kind;
        if (char_at(text, at) == '<')
            return at;
        found++;
    }
    return -1;
}

static bool name_at(Wide text, Py_ssize_t at, const char *name)
{
    for (; *name; name++, at++)
        if ((char_at(text, at) | 32) != (Py_UCS4)*name)
            return false;
    return true;
}

/* Whether a start tag, from its name on, may be one of a raw element that is closed in the tag itself. */
static bool is_closed_raw(Wide text, Py_ssize_t at)
{
    for (size_t nth = 0; RAW_NAMES[nth] != NULL; nth++) {
        if (!name_at(text, at, RAW_NAMES[nth]))
            continue;
        while (at < text.size && char_at(text, at) != '<' && char_at(text, at) != '>')
            at++;
        return char_at(text, at) == '>' && char_at(text, at - 1) == '/';
    }
    return false;
}

/* survey(str): how many tags, end tags and options begin there, and whether a raw element may be closed at once. */
PyObject *core_survey(PyObject *module, PyObject *markup)
{
    (void)module;
    if (!PyUnicode_Check(markup)) {
        PyErr_SetString(PyExc_TypeError, "text is wanted");
        return NULL;
    }
    Wide text = {PyUnicode_DATA(markup), PyUnicode_KIND(markup), PyUnicode_GET_LENGTH(markup)};
    Py_ssize_t tags = 0, ends = 0, options = 0;
    bool closed = false;
    for (Py_ssize_t at = 0; (at = find_tag(text, at)) >= 0;) {
        tags++;
        if (char_at(text, ++at) == '/')
            ends++;
        else if (name_at(text, at, "option"))
            options++;
        else if (!closed)
            closed = is_closed_raw(text, at);
    }
    return Py_BuildValue("nnnN", tags, ends, options, PyBool_FromLong(closed));
}

/* FLAT_TAGS of decode.py. */
static const char *const FLAT_NAMES[] = {
    "area", "base", "br",     "col", "dd",    "dt",     "embed", "hr", "img", "input", "li",
    "link", "meta", "option", "p",   "param", "source", "td",    "th", "tr",  "track", "wbr",
};
enum { MOST_FLAT = 6 };

/* Whether a name of ASCII is one of an element that does not become nested. */
static bool is_flat(const char *name, Py_ssize_t size)
{
    for (size_t nth = 0; nth < sizeof FLAT_NAMES / sizeof *FLAT_NAMES; nth++)
        if (name[0] == FLAT_NAMES[nth][0] && (size_t)size == strlen(FLAT_NAMES[nth]) &&
            memcmp(name, FLAT_NAMES[nth], (size_t)size) == 0)
            return true;
    return false;
}

/* What a tag from behind its "<" on adds to the depth: 1, -1, or 0 where it is none or a flat one. */
static int step_of(Wide text, Py_ssize_t at)
{
    char name[MOST_FLAT];
    bool ending = char_at(text, at) == '/', ascii = true;
    Py_ssize_t size = 0;
    Py_UCS4 code = char_at(text, at += ending);
    if (code >= 128 || !Py_ISALPHA((int)code))
        return 0;
    for (; at < text.size && code != '/' && code != '<' && code != '>' && !Py_UNICODE_ISSPACE(code);
         code = char_at(text, ++at), size++) {
        ascii = ascii && code < 128;
        if (size < MOST_FLAT && code < 128)
            name[size] = (char)Py_TOLOWER((int)code);
    }
    while (at < text.size && code != '<' && code != '>')
        code = char_at(text, ++at);
    if (at >= text.size || code != '>' || (ascii && size <= MOST_FLAT && is_flat(name, size)))
        return 0;
    /* another letter may fold to one of ASCII, so that end may be one of a flat tag */
    return !ending ? 1 : ascii ? -1 : 0;
}

/* may_be_deep(str, most): whether cap_depth may find a tag deeper than that. */
PyObject *core_may_be_deep(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *markup;
    Py_ssize_t most, depth = 0;
    if (!PyArg_ParseTuple(args, "Un", &markup, &most))
        return NULL;
    Wide text = {PyUnicode_DATA(markup), PyUnicode_KIND(markup), PyUnicode_GET_LENGTH(markup)};
    for (Py_ssize_t at = 0; depth <= most && (at = find_tag(text, at)) >= 0;) {
        depth += step_of(text, ++at);
        depth = depth < 0 ? 0 : depth;
    }
    return PyBool_FromLong(depth > most);
}
