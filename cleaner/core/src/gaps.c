/* The code of scripts and style sheets, left out before the parser reads the page: empty_programs of programs.py. */
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
    Gap *grown = grow(gaps->all, gaps->count, &gaps->room, sizeof *gaps->all);
    if (grown == NULL)
        return -1;
    gaps->all = grown;
    grown[gaps->count++] = (Gap){from, tokens->next};
    gaps->bytes += tokens->next - from;
    return 0;
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
