/* The words of an element's names: tokenize and find_names of tags.py. */
#include "core.h"

#include <string.h>

enum { MAX_TOKENS = 24 };
#define HIDE "data-cleaner-hide"

/* Names come again and again, so their words are kept by their bytes, the last ones of each slot. */
enum { WORD_SLOTS = 2048, MAX_CACHED_NAMES = 96 };
static struct {
    PyObject *words;
    Py_ssize_t size;
    char names[MAX_CACHED_NAMES];
} WORDS[WORD_SLOTS];

/* Words are kept too, since pages name their elements by the same few; whoever looks one up finds its hash made. */
enum { TEXT_SLOTS = 4096, MAX_CACHED_WORD = 24, MAX_NAME_CHARS = 512 };
static struct {
    PyObject *word;
    Py_ssize_t size;
    char text[MAX_CACHED_WORD];
} TEXTS[TEXT_SLOTS];

static PyObject *word_of(Slice name)
{
    char lower[MAX_NAME_CHARS];
    unsigned hash = 2166136261U;
    for (Py_ssize_t at = 0; at < name.size; at++) {
        lower[at] = (char)(name.at[at] | 32);
        hash = (hash ^ (unsigned char)lower[at]) * 16777619U;
    }
    unsigned slot = (hash ^ hash >> 15) % TEXT_SLOTS;
    if (TEXTS[slot].word != NULL && TEXTS[slot].size == name.size &&
        memcmp(TEXTS[slot].text, lower, (size_t)name.size) == 0)
        return Py_NewRef(TEXTS[slot].word);
    PyObject *word = PyUnicode_FromStringAndSize(lower, name.size);
    if (word != NULL && name.size <= MAX_CACHED_WORD) {
        Py_XSETREF(TEXTS[slot].word, Py_NewRef(word));
        TEXTS[slot].size = name.size;
        memcpy(TEXTS[slot].text, lower, (size_t)name.size);
    }
    return word;
}

static bool is_capital(char byte) { return byte >= 'A' && byte <= 'Z'; }
static bool is_small(char byte) { return byte >= 'a' && byte <= 'z'; }

/* The next word of names in ASCII, as WORD of tags.py finds it; empty at the end. */
static Slice next_word(Slice names, Py_ssize_t *at)
{
    for (; *at < names.size; ++*at) {
        Py_ssize_t start = *at, end = start;
        if (is_capital(names.at[start]) && start + 1 < names.size && is_small(names.at[start + 1]))
            end++;
        while (end < names.size && is_small(names.at[end]))
            end++;
        if (end == start)
            while (end < names.size && is_capital(names.at[end]))
                end++;
        if (end - start > 1 || (end - start == 1 && is_small(names.at[start]))) {
            *at = end;
            return (Slice){names.at + start, end - start};
        }
    }
    return (Slice){"", 0};
}

/* The words of names in ASCII. */
static PyObject *split_words(Slice names)
{
    PyObject *found[MAX_TOKENS];
    Py_ssize_t count = 0, at = 0;
    bool failed = false;
    if (names.size > MAX_NAME_CHARS)
        names.size = MAX_NAME_CHARS;
    while (count < MAX_TOKENS && !failed) {
        Slice word = next_word(names, &at);
        if (word.size == 0)
            break;
        found[count] = word_of(word);
        failed = found[count] == NULL;
        count += !failed;
    }
    PyObject *words = failed ? NULL : PyTuple_New(count);
    while (count) {
        count--;
        if (words != NULL)
            PyTuple_SET_ITEM(words, count, found[count]);
        else
            Py_DECREF(found[count]);
    }
    return words;
}

static PyObject *ask_words(Slice names)
{
    if (is_ascii(names))
        return split_words(names);
    PyObject *text = slice_str(names);
    PyObject *words = text == NULL ? NULL : PyObject_CallOneArg(KNOWN.tokenize, text);
    Py_XDECREF(text);
    return words;
}

/* ``tokenize`` of tags.py. */
static PyObject *tokenize(Slice names)
{
    if (names.size > MAX_CACHED_NAMES)
        return ask_words(names);
    unsigned slot = hash_bytes(names) % WORD_SLOTS;
    if (WORDS[slot].words != NULL && WORDS[slot].size == names.size &&
        memcmp(WORDS[slot].names, names.at, (size_t)names.size) == 0)
        return Py_NewRef(WORDS[slot].words);
    PyObject *words = ask_words(names);
    if (words != NULL) {
        Py_XSETREF(WORDS[slot].words, Py_NewRef(words));
        WORDS[slot].size = names.size;
        memcpy(WORDS[slot].names, names.at, (size_t)names.size);
    }
    return words;
}

/* The words of one attribute, added to those of the ones before. */
static PyObject *add_words(PyObject *words, Slice names)
{
    PyObject *more = tokenize(names);
    if (more == NULL || PyTuple_GET_SIZE(words) == 0) {
        Py_DECREF(words);
        return more;
    }
    PyObject *both = PySequence_Concat(words, more);
    Py_DECREF(words);
    Py_DECREF(more);
    return both;
}

static PyObject *word_that_hides(const Attrs *attrs)
{
    if (HAS_NAME(attrs, " hidden=\""))
        return KNOWN.hidden_words[0];
    return KNOWN.hidden_words[HOLDS(attrs->raw, " aria-hidden=\"true\"") ? 1 : 2];
}

PyObject *find_names(Slice attrs)
{
    PyObject *words = Py_NewRef(KNOWN.empty_tuple);
    if (attrs.size == 0)
        return words;
    static const struct {
        const char *name;
        Py_ssize_t size;
    } NAMES[] = {{" class=\"", 8}, {" id=\"", 5}, {" role=\"", 7}, {" itemprop=\"", 11}};
    Attrs indexed;
    index_attributes(attrs, &indexed);
    for (int nth = 0; nth < 4 && words != NULL; nth++) {
        Slice names = find_value(&indexed, NAMES[nth].name, NAMES[nth].size);
        if (names.size)
            words = add_words(words, names);
    }
    if (words != NULL && HOLDS(FIND_VALUE(&indexed, " itemtype=\""), "Comment")) {
        PyObject *more = Py_BuildValue("(s)", "comment");
        PyObject *both = more == NULL ? NULL : PySequence_Concat(words, more);
        Py_XDECREF(more);
        Py_DECREF(words);
        words = both;
    }
    if (words != NULL && HOLDS(attrs, HIDE)) {
        PyObject *first = PyTuple_Pack(1, word_that_hides(&indexed));
        PyObject *both = first == NULL ? NULL : PySequence_Concat(first, words);
        Py_XDECREF(first);
        Py_DECREF(words);
        words = both;
    }
    if (words != NULL && PyTuple_GET_SIZE(words) > MAX_TOKENS) {
        PyObject *cut = PyTuple_GetSlice(words, 0, MAX_TOKENS);
        Py_DECREF(words);
        words = cut;
    }
    return words;
}
