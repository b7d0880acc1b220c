/* Elements that may state metadata, and the ids that buttons open: OpenMark, Walk.end_mark and find_opened. */
#include "walk.h"

#include <string.h>

enum { MAX_MARK_CHARS = 400, MAX_MARK_PATH = 12 };
static const Py_ssize_t MAX_MARKS[GROUPS] = {230, 120, 60};

int open_mark(Walk *walk, int group)
{
    OpenMark *grown = grow(walk->marks, walk->mark_count, &walk->mark_room, sizeof *walk->marks);
    if (grown == NULL)
        return -1;
    walk->marks = grown;
    grown[walk->mark_count++] = (OpenMark){.block = PyList_GET_SIZE(walk->blocks), .frame = walk->top, .group = group};
    return 0;
}

int extend_marks(Walk *walk, Slice text)
{
    Py_ssize_t chars = count_chars(text.at, text.size);
    for (Py_ssize_t nth = 0; nth < walk->mark_count; nth++) {
        OpenMark *mark = &walk->marks[nth];
        if (mark->size > MAX_MARK_CHARS)
            continue;
        mark->size += chars;
        if (mark->size > MAX_MARK_CHARS)
            continue; /* its text will not be asked for */
        if ((mark->text.size && buffer_add(&mark->text, " ", 1) < 0) || buffer_add(&mark->text, text.at, text.size) < 0)
            return -1;
    }
    return 0;
}

/* The words of a text with single spaces between them. */
static PyObject *collapse(Buffer *text)
{
    Py_ssize_t done = 0;
    bool spaced = true;
    for (Py_ssize_t at = 0; at < text->size;) {
        int size;
        uint32_t code = read_char(text->at + at, &size);
        if (!is_space(code)) {
            memmove(text->at + done, text->at + at, (size_t)size);
            done += size;
            spaced = false;
        } else if (!spaced) {
            text->at[done++] = ' ';
            spaced = true;
        }
        at += size;
    }
    if (done && text->at[done - 1] == ' ')
        done--;
    return slice_str((Slice){done ? text->at : "", done});
}

static PyObject *value_of_mark(Slice attrs)
{
    static const char *const NAMES[] = {" datetime=\"", " content=\"", " title=\"", " data-date=\"", " data-time=\"",
                                        " data-timestamp=\"", " data-utime=\"", " data-datetime=\"",
                                        " data-unix=\"", " data-utc=\"", " data-epoch=\"", " data-livestamp=\"",
                                        " data-published=\"", " data-pubdate=\"", " href=\"", " ts=\"",
                                        " aria-label=\""};
    for (size_t nth = 0; nth < sizeof NAMES / sizeof *NAMES; nth++) {
        Slice value = value_of(attrs, NAMES[nth], (Py_ssize_t)strlen(NAMES[nth]));
        if (value.size)
            return unescape(value);
    }
    return Py_NewRef(Py_None);
}

/* The words of an RDFa attribute without their vocabularies; _without_prefixes of walk.py. */
static PyObject *without_prefixes(Slice names)
{
    Buffer kept = {0};
    bool failed = false;
    for (Py_ssize_t at = 0; !failed && at <= names.size;) {
        const char *space = memchr(names.at + at, ' ', (size_t)(names.size - at));
        Py_ssize_t end = space == NULL ? names.size : space - names.at, start = end;
        while (start > at && names.at[start - 1] != ':')
            start--;
        failed = (at && buffer_add(&kept, " ", 1) < 0) || buffer_add(&kept, names.at + start, end - start) < 0;
        at = end + 1;
    }
    PyObject *text = failed ? NULL : slice_str((Slice){kept.size ? kept.at : "", kept.size});
    buffer_free(&kept);
    return text;
}

static PyObject *name_of_mark(const Tag *tag)
{
    PyObject *text = NULL;
    Slice name = VALUE_OF(tag->attrs, " itemprop=\"");
    if (name.size == 0) {
        name = VALUE_OF(tag->attrs, " property=\"");
        if (name.size == 0)
            name = VALUE_OF(tag->attrs, " rel=\"");
        if (name.size && memchr(name.at, ':', (size_t)name.size) != NULL) {
            if ((text = without_prefixes(name)) == NULL)
                return NULL;
            if (PyUnicode_GET_LENGTH(text) == 0) { /* nothing but a prefix */
                Py_CLEAR(text);
                name.size = 0;
            }
        }
    }
    if (text == NULL && (text = slice_str(name.size ? name : tag->name)) == NULL)
        return NULL;
    bool stated = HOLDS(tag->attrs, " pubdate") && PyUnicode_CompareWithASCIIString(text, "time") == 0;
    PyObject *said = stated ? PyUnicode_FromString("time pubdate") : PyObject_CallMethod(text, "lower", NULL);
    Py_DECREF(text);
    return said;
}

/* The tags and words of the elements around, innermost first. */
static PyObject *path_of(PyObject *innermost)
{
    Py_ssize_t count = 0, at = 0;
    PyObject *container = innermost;
    for (int nth = 0; nth < MAX_MARK_PATH && container != Py_None; nth++, container = PyTuple_GET_ITEM(container, 2))
        count += 1 + PyTuple_GET_SIZE(PyTuple_GET_ITEM(container, 1));
    PyObject *path = PyTuple_New(count);
    container = innermost;
    for (int nth = 0; path != NULL && nth < MAX_MARK_PATH && container != Py_None; nth++) {
        PyObject *words = PyTuple_GET_ITEM(container, 1);
        PyTuple_SET_ITEM(path, at++, Py_NewRef(PyTuple_GET_ITEM(container, 0)));
        for (Py_ssize_t word = 0; word < PyTuple_GET_SIZE(words); word++)
            PyTuple_SET_ITEM(path, at++, Py_NewRef(PyTuple_GET_ITEM(words, word)));
        container = PyTuple_GET_ITEM(container, 2);
    }
    return path;
}

static int keep_mark(Walk *walk, OpenMark *mark)
{
    PyObject *kept = walk->kept_marks[mark->group];
    if (mark->size > MAX_MARK_CHARS || PyList_GET_SIZE(kept) >= MAX_MARKS[mark->group])
        return 0;
    PyObject *container = contain(walk, mark->frame);
    if (container == NULL)
        return -1;
    const Tag *tag = &walk->frames[mark->frame].tag;
    PyObject *values[] = {name_of_mark(tag), collapse(&mark->text), value_of_mark(tag->attrs),
                          PyLong_FromSsize_t(mark->block), path_of(container)};
    PyObject *made = make_record(KNOWN.Mark, MARK_NAMES, values, 5);
    int failed = made == NULL || PyList_Append(kept, made) < 0;
    Py_XDECREF(made);
    return failed ? -1 : 0;
}

/* End the innermost open mark. */
int close_mark(Walk *walk)
{
    OpenMark *mark = &walk->marks[--walk->mark_count];
    int done = keep_mark(walk, mark);
    buffer_free(&mark->text);
    return done;
}

/* Add the names in the value of an attribute. */
static int add_opened(PyObject *found, Slice value)
{
    PyObject *text = slice_str(value);
    PyObject *names = text == NULL ? NULL : PyUnicode_Split(text, NULL, -1);
    Py_XDECREF(text);
    int failed = names == NULL;
    for (Py_ssize_t nth = 0; !failed && nth < PyList_GET_SIZE(names); nth++) {
        PyObject *one = PyList_GET_ITEM(names, nth);
        bool mark = PyUnicode_GET_LENGTH(one) && PyUnicode_READ_CHAR(one, 0) == '#';
        PyObject *bare = mark ? PyUnicode_Substring(one, 1, PyUnicode_GET_LENGTH(one)) : Py_NewRef(one);
        failed = bare == NULL || PySet_Add(found, bare) < 0;
        Py_XDECREF(bare);
    }
    Py_XDECREF(names);
    return failed ? -1 : 0;
}

/* The ids of elements that a button or a tab opens; a new set. Of all characters the equals sign is the rarest. */
PyObject *find_opened(Slice markup)
{
    static const char *const NAMES[] = {" aria-controls", " data-target", " data-bs-target"};
    const char *after[] = {markup.at, markup.at, markup.at}; /* behind the value found last */
    const char *end = markup.at + markup.size;
    PyObject *found = PySet_New(NULL);
    for (const char *at = markup.at; found != NULL && (at = memchr(at, '=', (size_t)(end - at))) != NULL; at++) {
        if (at + 1 == end || at[1] != '"' || at == markup.at || (at[-1] != 's' && at[-1] != 't'))
            continue;
        for (int nth = 0; nth < 3 && found != NULL; nth++) {
            Py_ssize_t size = (Py_ssize_t)strlen(NAMES[nth]);
            if (at - after[nth] < size || memcmp(at - size, NAMES[nth], (size_t)size) != 0)
                continue;
            const char *close = memchr(at + 2, '"', (size_t)(end - at - 2));
            if (close != NULL && add_opened(found, (Slice){at + 2, close - at - 2}) < 0)
                Py_CLEAR(found);
            after[nth] = close == NULL ? end : close + 1;
        }
    }
    return found;
}
