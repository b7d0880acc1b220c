/* Which words of selectors stand in a page: words_in of selectors.py. */
#include "core.h"

#include <string.h>

enum { MIN_WORD = 4, MAX_WORD = 31, MOST_WORDS = 512, MOST_ENTRIES = 4096 };
enum { STEP = 2, SLOT_BITS = 14, SLOTS = 1 << SLOT_BITS, CODES = 32 };

/* A word to look for; a whole one has no letter beside it. */
typedef struct {
    char text[MAX_WORD + 1];
    Py_ssize_t size;
    bool whole;
} Word;

/* Every second place of the markup is looked at: a word shows there by its first four characters or by the four
 * from the second on. */
typedef struct {
    short word, next; /* the next entry of its slot, or -1 */
    signed char offset;
} Entry;

static Word WORDS_WANTED[MOST_WORDS];
static Entry ENTRIES[MOST_ENTRIES];
static int WORD_COUNT, ENTRY_COUNT;
static short FIRST_OF[SLOTS]; /* the first entry of each slot, or -1 */
static uint64_t TAKEN[SLOTS / 64];

/* The slot of four characters, by the five bits that are the same in both cases of a letter. */
static inline unsigned slot_of(const char *at)
{
    unsigned four;
    memcpy(&four, at, sizeof four); /* in the order of the machine's bytes, for the words and the markup alike */
    return (four & 0x1F1F1F1F) * 2654435761U >> (32 - SLOT_BITS);
}

static bool is_letter(unsigned char byte) { return (byte | 32) >= 'a' && (byte | 32) <= 'z'; }

static int add_entry(int word, const char *at, int offset)
{
    if (ENTRY_COUNT == MOST_ENTRIES) {
        PyErr_SetString(PyExc_ValueError, "too many words");
        return -1;
    }
    unsigned slot = slot_of(at);
    ENTRIES[ENTRY_COUNT] = (Entry){.word = (short)word, .next = FIRST_OF[slot], .offset = (signed char)offset};
    FIRST_OF[slot] = (short)ENTRY_COUNT++;
    TAKEN[slot / 64] |= 1ULL << slot % 64;
    return 0;
}

static int add_word(PyObject *text, int nth)
{
    Py_ssize_t size;
    const char *at = PyUnicode_AsUTF8AndSize(text, &size);
    if (at == NULL)
        return -1;
    Word *word = &WORDS_WANTED[nth];
    word->whole = size && at[0] == '=';
    at += word->whole;
    size -= word->whole;
    if (size < MIN_WORD || size > MAX_WORD) {
        PyErr_Format(PyExc_ValueError, "a word of %d to %d letters is wanted", MIN_WORD, MAX_WORD);
        return -1;
    }
    memcpy(word->text, at, (size_t)size + 1);
    word->size = size;
    if (add_entry(nth, at, 0) < 0)
        return -1;
    if (size > MIN_WORD)
        return add_entry(nth, at + 1, 1);
    char last[4] = {at[1], at[2], at[3], 0};
    for (int code = 0; code < CODES; code++) { /* whatever stands behind four letters */
        last[3] = (char)code;
        if (add_entry(nth, last, 1) < 0)
            return -1;
    }
    return 0;
}

/* set_words(words): the words to look for, in lower case; "=" stands before a whole one. */
PyObject *core_set_words(PyObject *module, PyObject *words)
{
    (void)module;
    if (!PyList_Check(words) || PyList_GET_SIZE(words) > MOST_WORDS) {
        PyErr_Format(PyExc_ValueError, "a list of at most %d words is wanted", MOST_WORDS);
        return NULL;
    }
    memset(FIRST_OF, -1, sizeof FIRST_OF);
    memset(TAKEN, 0, sizeof TAKEN);
    WORD_COUNT = ENTRY_COUNT = 0;
    for (; WORD_COUNT < PyList_GET_SIZE(words); WORD_COUNT++)
        if (add_word(PyList_GET_ITEM(words, WORD_COUNT), WORD_COUNT) < 0)
            return NULL;
    Py_RETURN_NONE;
}

/* Whether a reference to a character of words stands in the markup: a name may be written with it. */
static bool refers_to_words(Slice markup)
{
    for (Py_ssize_t at = 0; (at = find(markup, "&#", 2, at)) >= 0; at += 2) {
        uint32_t value = read_reference(markup, at + 2);
        if (value < 128 && (Py_ISALNUM(value) || value == '-' || value == ':'))
            return true;
    }
    /* the two names of references that stand for such characters */
    return find(markup, "&fjlig", 6, 0) >= 0 || find(markup, "&colon", 6, 0) >= 0;
}

/* The end of the code that a script or style holds, from behind its start tag on; -1 where that is uncertain. */
static Py_ssize_t code_end(Slice markup, Py_ssize_t from, const char *name)
{
    for (Py_ssize_t at = from; (at = find(markup, "</", 2, at)) >= 0; at += 2)
        if (word_at(markup, at + 2, name))
            return at;
    return -1;
}

/* The start of the code of a script or style whose tag is at a place; -1 where it is none for sure.
 *
 * A tag in an attribute's value or in other raw text is none: before a sure one another tag ends. One that ends in
 * "/>" may be closed, and one with an odd number of quotes goes on behind its first ">". */
static Py_ssize_t code_start(Slice markup, Py_ssize_t at, const char *name)
{
    Py_ssize_t before = at - 1, end = at + 1 + (Py_ssize_t)strlen(name), quotes = 0, ticks = 0;
    while (before >= 0 && is_space((unsigned char)markup.at[before]))
        before--;
    if ((before >= 0 && markup.at[before] != '>') || end >= markup.size || is_word_char(markup, end) ||
        markup.at[end] == '-')
        return -1;
    for (; end < markup.size && markup.at[end] != '>'; end++) {
        quotes += markup.at[end] == '"';
        ticks += markup.at[end] == '\'';
    }
    return end == markup.size || markup.at[end - 1] == '/' || quotes % 2 || ticks % 2 ? -1 : end + 1;
}

/* The first stretch of code from a place on: no element stands in it. False where there is none. */
static bool find_code(Slice markup, Py_ssize_t at, Py_ssize_t *start, Py_ssize_t *end)
{
    for (; (at = find(markup, "<", 1, at)) >= 0; at++) {
        if (word_at(markup, at, "<!--")) {
            at = find(markup, "-->", 3, at + 4);
            if (at < 0)
                return false;
            continue;
        }
        const char *name = word_at(markup, at + 1, "script") ? "script" : "style";
        if (!word_at(markup, at + 1, name) || (*start = code_start(markup, at, name)) < 0)
            continue;
        *end = code_end(markup, *start, name);
        return *end >= 0;
    }
    return false;
}

static bool stands_at(Slice markup, Py_ssize_t at, const Word *word)
{
    if (at < 0 || !word_at(markup, at, word->text))
        return false;
    Py_ssize_t end = at + word->size;
    return !word->whole || ((at == 0 || !is_letter((unsigned char)markup.at[at - 1])) &&
                            (end == markup.size || !is_letter((unsigned char)markup.at[end])));
}

/* Note the words of a slot that stand at a place; gives whether it has words that were not found yet. */
static bool note_words(Slice markup, Py_ssize_t at, unsigned slot, unsigned char *found)
{
    bool open = false;
    for (int nth = FIRST_OF[slot]; nth >= 0; nth = ENTRIES[nth].next) {
        int word = ENTRIES[nth].word;
        if (found[word / 8] >> word % 8 & 1)
            continue;
        if (stands_at(markup, at - ENTRIES[nth].offset, &WORDS_WANTED[word]))
            found[word / 8] |= (unsigned char)(1U << word % 8);
        else
            open = true;
    }
    return open;
}

/* find_words(markup): bytes in which the bit of each word that stands there is set; None where every one may. */
PyObject *core_find_words(PyObject *module, PyObject *bytes)
{
    (void)module;
    if (!PyBytes_Check(bytes)) {
        PyErr_SetString(PyExc_TypeError, "bytes are wanted");
        return NULL;
    }
    Slice markup = {PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes)};
    unsigned char found[MOST_WORDS / 8] = {0};
    uint64_t wanted[SLOTS / 64];
    memcpy(wanted, TAKEN, sizeof wanted);
    for (Py_ssize_t at = 0, start, end; at < markup.size; at = end) {
        if (!find_code(markup, at, &start, &end))
            start = end = markup.size;
        if (refers_to_words((Slice){markup.at + at, start - at}))
            Py_RETURN_NONE;
        for (; at < start && at + 3 <= markup.size; at += STEP) { /* a zero stands behind the bytes */
            unsigned slot = slot_of(markup.at + at);
            if ((wanted[slot / 64] >> slot % 64 & 1) && !note_words(markup, at, slot, found))
                wanted[slot / 64] &= ~(1ULL << slot % 64);
        }
    }
    return PyBytes_FromStringAndSize((const char *)found, sizeof found);
}
