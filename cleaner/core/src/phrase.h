/* What the files of phrases share: folding, and the tables of rules. */
#ifndef CLEANER_PHRASE_H
#define CLEANER_PHRASE_H

#include "core.h"

/* ---- phrase.c: fold of folding.py ---- */

enum { MOST_FOLDED = 7 };        /* bytes that one code point may become */
enum { WIDE = -2, FAILED = -1 }; /* instead of a size: Python must fold the text; an exception is set */

/* A part of a str, in code points. */
typedef struct {
    const void *data;
    int kind;
    Py_ssize_t from, until;
} Part;

Part part_of(PyObject *text);
/* ``fold`` of a part, as UTF-8 in ``room``, which holds MOST_FOLDED bytes for each code point; ``camel`` folds
 * ``split_camel`` of it. */
Slice fold_part(const Part *part, bool camel, char *room);
bool stays(uint32_t code);
bool is_unspaced(uint32_t code);
Slice trim_marks(Slice text); /* trim of folding.py */
bool bounded(Slice text, Py_ssize_t at);
Py_ssize_t count_folded_words(Slice text);

/* ---- lookup.c: the tables of Rules, made once for each ---- */

enum { MOST_SIZES = 4, NONE_FOUND = -1, MOST_GLANCE_CHARS = 256, MOST_TOOLBAR_CHARS = 256 };

/* A text in a table, by its place in the buffer of all keys. */
typedef struct {
    uint32_t hash, at, size;
    int value; /* from 0 up, or NONE_FOUND in an empty slot */
} Slot;

/* A hash table of texts. */
typedef struct {
    Slot *slots;
    Py_ssize_t mask, count, longest; /* bytes */
} Index;

/* A phrase with a star. */
typedef struct {
    Slice head, tail;
    bool separator, number, last; /* last: of those with one key */
    Py_ssize_t max_words;
    int meaning;
} Open;

/* A Match, and what it is as a word of a toolbar; made when it is first met. */
typedef struct {
    PyObject *match, *alone, *strong, *weak;
    int weight;
} Meaning;

/* Whole phrases, keys of phrases with a star, words of toolbars with the first and the last word of each. */
typedef enum { EXACT, HEADS, TAILS, TILES, FIRST_WORDS, LAST_WORDS, TABLES } Table;

/* The tables of a language, and those that all languages share below them. */
typedef struct Phrases {
    struct Phrases *base; /* NULL in those that all share */
    PyObject *base_capsule;
    Buffer text; /* of all keys */
    Index tables[TABLES];
    Open *opens;
    Meaning *meanings;
    Py_ssize_t open_count, open_room, meaning_count, meaning_room;
    int first_meaning; /* its number: those of the base come before */
    PyObject *forms;   /* what makes the rest of a meaning */
    Py_ssize_t sizes[MOST_SIZES], max_chars, long_chars, glance_chars, max_toolbar, max_tile_words;
    int size_count, toolbar_weight;
} Phrases;

Phrases *phrases_of(PyObject *capsule);
int look_up_here(const Phrases *phrases, Table table, Slice text); /* without the base */
int look_up(const Phrases *phrases, Table table, Slice text);
Meaning *meaning_of(Phrases *phrases, int nth);
PyObject *match_of(const Phrases *phrases, int nth); /* borrowed */

/* ---- toolbar.c ---- */

/* What a folded text is as a toolbar, borrowed; NULL if it is none or with an exception set. */
PyObject *find_toolbar(Phrases *phrases, Slice folded);

#endif
