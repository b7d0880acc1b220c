/* Code and the shapes of drawings, left out before the parser reads the page: empty_programs of programs.py. */
#include "tokens.h"

#include <string.h>

/* The type that a tag states, from behind its name on: its first attribute of this name. */
static Slice type_of(Slice markup, Py_ssize_t at)
{
    Slice name, value;
    do
        at = next_attribute(markup, at, &name, &value);
    while (name.size && !(name.size == 4 && word_at(name, 0, "type")));
    return value;
}

static int add_gap(Gaps *gaps, Py_ssize_t from, Py_ssize_t end)
{
    Gap *grown = grow(gaps->all, gaps->count, &gaps->room, sizeof *gaps->all);
    if (grown == NULL)
        return -1;
    gaps->all = grown;
    grown[gaps->count++] = (Gap){from, end};
    gaps->bytes += end - from;
    return 0;
}

int leave_out(Gaps *gaps, Tokens *tokens, Slice markup, Py_ssize_t name, Py_ssize_t from)
{
    Slice type = type_of(markup, end_of(markup, name, 1));
    if (from == tokens->next || holds_word(type, "ld+json") || holds_word(type, "math"))
        return 0;
    bool open = memchr(type.at, '&', (size_t)type.size) != NULL;
    if (open || tokens->noscript || tokens->select || tokens->mixed) {
        tokens->kept |= open || !keeps_code(tokens, markup, name);
        return 0;
    }
    return add_gap(gaps, from, tokens->next);
}

/* The place of the end tag of a drawing that has nothing but shapes from a place on, or -1. */
static Py_ssize_t end_of_shapes(Slice markup, Py_ssize_t at)
{
    for (;; at++) {
        while (is_blank(char_at(markup, at)))
            at++;
        bool ending = char_at(markup, at) == '<' && char_at(markup, at + 1) == '/';
        Py_ssize_t name = at + 1 + ending;
        if (ending && is_tag(markup, name, "svg"))
            return at;
        if (char_at(markup, at) != '<' || !is_shape(markup, name))
            return -1;
        Slice attribute, value;
        at = end_of(markup, name, 1);
        do
            at = next_attribute(markup, at, &attribute, &value);
        while (attribute.size);
    }
}

int leave_out_shapes(Gaps *gaps, Tokens *tokens, Slice markup)
{
    Py_ssize_t from = tokens->next, end = end_of_shapes(markup, from);
    if (end <= from)
        return 0;
    tokens->next = end;
    return add_gap(gaps, from, end) < 0 ? -1 : 1;
}

PyObject *close_gaps(const Gaps *gaps, PyObject *bytes)
{
    if (gaps->count == 0)
        return Py_NewRef(bytes);
    const char *markup = PyBytes_AS_STRING(bytes);
    Py_ssize_t size = PyBytes_GET_SIZE(bytes), from = 0;
    PyObject *made = PyBytes_FromStringAndSize(NULL, size - gaps->bytes);
    char *to = made == NULL ? NULL : PyBytes_AS_STRING(made);
    for (Py_ssize_t nth = 0; to != NULL && nth <= gaps->count; nth++) {
        Py_ssize_t until = nth < gaps->count ? gaps->all[nth].from : size;
        memcpy(to, markup + from, (size_t)(until - from));
        to += until - from;
        from = nth < gaps->count ? gaps->all[nth].end : until;
    }
    return made;
}
