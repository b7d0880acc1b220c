/* The part of an address that other sizes and formats of a picture share: file_name of images.py. */
#include "walk.h"

#include <string.h>

enum { MAX_NAMED_CHARS = 500, MIN_NAME_CHARS = 10 };

static bool digit_at(Slice text, Py_ssize_t at) { return at < text.size && Py_ISDIGIT(text.at[at]); }
static bool char_is(Slice text, Py_ssize_t at, char wanted) { return at < text.size && text.at[at] == wanted; }

/* SIZE_IN_NAME at a place, such as "-300x200", "_640w" or "@2x"; its size, or 0. */
static Py_ssize_t size_at(Slice path, Py_ssize_t at)
{
    Py_ssize_t end = at + 1, digits = 0;
    char first = path.at[at];
    if (first != '-' && first != '_' && first != '@')
        return 0;
    while (digit_at(path, end) && digits < 4)
        end++, digits++;
    if (digits >= 2 && char_is(path, end, 'x')) {
        Py_ssize_t stop = end + 1;
        for (int more = 0; more < 4 && digit_at(path, stop); more++)
            stop++;
        if (!is_word_char(path, stop))
            return stop - at;
    }
    if (digits >= 2 && first != '@' && char_is(path, end, 'w') && !is_word_char(path, end + 1))
        return end + 1 - at;
    if (first == '@' && digits == 1 && (path.at[at + 1] == '2' || path.at[at + 1] == '3') && char_is(path, end, 'x') &&
        !is_word_char(path, end + 1))
        return end + 1 - at;
    return 0;
}

static Slice without_sizes(Slice path, char *out)
{
    Py_ssize_t size = 0;
    for (Py_ssize_t at = 0; at < path.size;) {
        Py_ssize_t gone = size_at(path, at);
        at += gone;
        if (gone == 0)
            out[size++] = path.at[at++];
    }
    return (Slice){out, size};
}

/* ENDING: the size of the suffix of a picture's file at the end of a path, or 0. */
static Py_ssize_t ending_of(Slice path)
{
    static const char *const SUFFIXES[] = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp"};
    for (size_t nth = 0; nth < sizeof SUFFIXES / sizeof *SUFFIXES; nth++) {
        Py_ssize_t size = (Py_ssize_t)strlen(SUFFIXES[nth]);
        if (path.size >= size && word_at(path, path.size - size, SUFFIXES[nth]))
            return size;
    }
    return 0;
}

/* SIZE_AS_WORD: the size of a word for a size at the end of a path, with the mark before it, or 0. */
static Py_ssize_t size_word_of(Slice path)
{
    static const char *const WORDS[] = {"large", "medium", "small", "thumb", "thumbnail", "full", "original", "scaled"};
    for (size_t nth = 0; nth < sizeof WORDS / sizeof *WORDS; nth++) {
        Py_ssize_t size = (Py_ssize_t)strlen(WORDS[nth]), at = path.size - size;
        if (at > 0 && memcmp(path.at + at, WORDS[nth], (size_t)size) == 0 &&
            (path.at[at - 1] == '-' || path.at[at - 1] == '_'))
            return size + 1;
    }
    return 0;
}

/* Whether a part of a query is one of SIZES_IN_QUERY, which only say how to show a picture. */
static bool says_size(Slice part)
{
    static const char *const NAMES[] = {
        "w", "h", "q", "s", "width", "height", "quality", "size", "dpr", "fit", "crop", "fm", "format", "auto", "blur",
        "resize", "mode", "sharp", "ixlib", "ixid", "cs", "v", "ver",
    };
    if (part.size >= 4 && memcmp(part.at, "amp;", 4) == 0)
        part = (Slice){part.at + 4, part.size - 4};
    for (size_t nth = 0; nth < sizeof NAMES / sizeof *NAMES; nth++) {
        Py_ssize_t size = (Py_ssize_t)strlen(NAMES[nth]);
        if (part.size > size && part.at[size] == '=' && memcmp(part.at, NAMES[nth], (size_t)size) == 0)
            return true;
    }
    return false;
}

/* Write a question mark and the parts of a query that tell pictures apart; gives the size, 0 where there are none. */
static Py_ssize_t copy_query(Slice query, char *out)
{
    Py_ssize_t size = 0;
    for (Py_ssize_t at = 0; at <= query.size;) {
        const char *mark = memchr(query.at + at, '&', (size_t)(query.size - at));
        Py_ssize_t end = mark == NULL ? query.size : mark - query.at;
        if (!says_size((Slice){query.at + at, end - at})) {
            out[size] = size ? '&' : '?';
            memcpy(out + size + 1, query.at + at, (size_t)(end - at));
            size += end - at + 1;
        }
        at = end + 1;
    }
    return size;
}

static Slice cut(Slice text) { return (Slice){text.at, text.size < MAX_NAMED_CHARS ? text.size : MAX_NAMED_CHARS}; }

PyObject *file_name(PyObject *address)
{
    Slice whole;
    whole.at = PyUnicode_AsUTF8AndSize(address, &whole.size);
    if (whole.at == NULL)
        return NULL;
    if (!PyUnicode_IS_ASCII(address) || memchr(whole.at, '\n', (size_t)whole.size) != NULL)
        return PyObject_CallOneArg(KNOWN.file_name, address);
    const char *mark = memchr(whole.at, '#', (size_t)whole.size);
    if (mark != NULL)
        whole.size = mark - whole.at;
    mark = memchr(whole.at, '?', (size_t)whole.size);
    Slice path = {whole.at, mark == NULL ? whole.size : mark - whole.at}, query = {"", 0};
    if (mark != NULL)
        query = cut((Slice){mark + 1, whole.size - path.size - 1});
    char out[2 * MAX_NAMED_CHARS + 2];
    path = without_sizes(cut(path), out);
    Py_ssize_t ending = ending_of(path);
    if (ending == 0 && query.size) {
        Py_ssize_t told = copy_query(query, out + path.size);
        if (told)
            return slice_str((Slice){out, path.size + told});
    }
    path.size -= ending;
    path.size -= size_word_of(path);
    Py_ssize_t from = path.size;
    while (from && path.at[from - 1] != '/')
        from--;
    return slice_str(path.size - from >= MIN_NAME_CHARS ? (Slice){path.at + from, path.size - from} : path);
}

/* file_name(address) */
PyObject *core_file_name(PyObject *module, PyObject *address)
{
    (void)module;
    if (!PyUnicode_Check(address)) {
        PyErr_SetString(PyExc_TypeError, "text is wanted");
        return NULL;
    }
    if (KNOWN.file_name == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "setup() was not called");
        return NULL;
    }
    return file_name(address);
}
