/* The metas, links and scripts of a page, read from its tags: _read_head of html.py, where the tree holds the same. */
#include "tokens.h"

#include <string.h>

enum { MOST_WANTED = 6 };
static const char *const META[] = {"property", "name", "itemprop", "http-equiv", "content", "value", NULL};
static const char *const LINK[] = {"rel", "href", "type", NULL};
static const char *const SCRIPT[] = {"type", NULL};

int begin_stated(Stated *stated)
{
    stated->metas = PyList_New(0);
    stated->links = PyList_New(0);
    stated->json = PyList_New(0);
    return stated->metas == NULL || stated->links == NULL || stated->json == NULL ? -1 : 0;
}

void free_stated(Stated *stated)
{
    Py_CLEAR(stated->metas);
    Py_CLEAR(stated->links);
    Py_CLEAR(stated->json);
}

/* The values of some attributes from behind the name of a tag on; NULL for one that is not there. */
static void read_wanted(Slice markup, Py_ssize_t at, const char *const wanted[], Slice *values)
{
    Slice name, value;
    for (int nth = 0; wanted[nth] != NULL; nth++)
        values[nth] = (Slice){NULL, 0};
    for (;;) {
        at = next_attribute(markup, at, &name, &value);
        if (name.size == 0)
            return;
        for (int nth = 0; wanted[nth] != NULL; nth++)
            if (values[nth].at == NULL && name.size == (Py_ssize_t)strlen(wanted[nth]) && word_at(name, 0, wanted[nth]))
                values[nth] = value;
    }
}

static PyObject *text_of(Slice value)
{
    return value.at == NULL ? Py_NewRef(Py_None) : PyUnicode_DecodeUTF8(value.at, value.size, "replace");
}

/* A row of values, and whether a reference may stand in one of them. */
static int add_row(PyObject *list, const Slice *values, int count)
{
    PyObject *row = PyTuple_New(count + 1);
    bool refers = false;
    for (int nth = 0; row != NULL && nth < count; nth++) {
        refers |= values[nth].at != NULL && memchr(values[nth].at, '&', (size_t)values[nth].size) != NULL;
        PyObject *text = text_of(values[nth]);
        if (text == NULL)
            Py_CLEAR(row);
        else
            PyTuple_SET_ITEM(row, nth, text);
    }
    if (row != NULL)
        PyTuple_SET_ITEM(row, count, PyBool_FromLong(refers));
    int failed = row == NULL || PyList_Append(list, row) < 0;
    Py_XDECREF(row);
    return failed ? -1 : 0;
}

static int note_script(Stated *stated, const Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end, bool code)
{
    Slice type;
    read_wanted(markup, at, SCRIPT, &type);
    stated->scripts++;
    stated->unsure |= !code || (type.at != NULL && memchr(type.at, '&', (size_t)type.size) != NULL);
    if (stated->unsure || type.at == NULL || !holds_word(type, "ld+json"))
        return 0;
    stated->unsure = stated->tables != 0; /* it may stand before the table, and then so do others */
    PyObject *text = text_of((Slice){markup.at + end + 1, tokens->next - end - 1});
    int failed = text == NULL || PyList_Append(stated->json, text) < 0;
    Py_XDECREF(text);
    return failed ? -1 : 0;
}

int note_start(Stated *stated, const Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end, bool code)
{
    Slice values[MOST_WANTED];
    char first = markup.at[at] | 32;
    if (first != 'm' && first != 'l' && first != 's' && first != 't')
        return 0;
    stated->tables += is_tag(markup, at, "table");
    stated->templates += is_tag(markup, at, "template");
    bool meta = is_tag(markup, at, "meta"), link = is_tag(markup, at, "link"), script = is_tag(markup, at, "script");
    if (!meta && !link && !script)
        return 0;
    stated->unsure |= tokens->svg || tokens->math || tokens->select || tokens->choice || stated->templates ||
                      (stated->tables && !script) || end >= markup.size;
    if (stated->unsure)
        return 0;
    at = end_of(markup, at, 1);
    if (script)
        return note_script(stated, tokens, markup, at, end, code);
    read_wanted(markup, at, meta ? META : LINK, values);
    if (meta)
        return values[4].at == NULL && values[5].at == NULL ? 0 : add_row(stated->metas, values, 6);
    return values[0].at == NULL || values[1].at == NULL ? 0 : add_row(stated->links, values, 3);
}

void note_end(Stated *stated, const Tokens *tokens, Slice markup, Py_ssize_t at)
{
    if ((char_at(markup, at) | 32) != 't')
        return;
    if (is_tag(markup, at, "template") && stated->templates) {
        stated->templates--;
    } else if (is_tag(markup, at, "table")) {
        stated->unsure |= stated->templates || tokens->svg || tokens->math || tokens->select || tokens->choice;
        stated->tables -= stated->tables > 0;
    }
}

PyObject *pack_stated(const Stated *stated)
{
    if (stated->unsure)
        return Py_NewRef(Py_None);
    return Py_BuildValue("OOOn", stated->metas, stated->links, stated->json, stated->scripts);
}
