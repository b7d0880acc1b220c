/* The compiled core: what the files of this folder share.
 *
 * Each function says which Python function it stands for. The Python is the reference: both give equal results for
 * every input, and the tests compare them. Text is UTF-8 that CPython encoded, so it is valid. Offsets of spans are
 * code points, as in Python.
 *
 * Nothing here recurses, except dump.c to a bounded depth, and every allocation is checked. A function that returns int
 * gives 0, or -1 with a Python exception set.
 */
#ifndef CLEANER_CORE_H
#define CLEANER_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* ---- text.c: slices, growable buffers, code points ---- */

typedef struct {
    const char *at;
    Py_ssize_t size; /* bytes */
} Slice;

typedef struct {
    char *at;
    Py_ssize_t size, room; /* bytes */
} Buffer;

int buffer_reserve(Buffer *buffer, Py_ssize_t more);
int buffer_add(Buffer *buffer, const char *at, Py_ssize_t size);
int buffer_char(Buffer *buffer, uint32_t code);
void buffer_free(Buffer *buffer);
/* Append the UTF-8 of a str whose letters take two bytes, faster than CPython; 1 where it has a lone surrogate. */
int encode_wide(PyObject *text, Buffer *out);
/* Make room for one more element of an array; gives the array, or NULL with MemoryError set. */
void *grow(void *array, Py_ssize_t count, Py_ssize_t *room, size_t size);

static inline void buffer_clear(Buffer *buffer) { buffer->size = 0; }

/* The code point at ``at``, and its size in bytes. */
static inline uint32_t read_char(const char *at, int *size)
{
    const unsigned char *byte = (const unsigned char *)at;
    if (byte[0] < 0x80) {
        *size = 1;
        return byte[0];
    }
    if (byte[0] < 0xE0) {
        *size = 2;
        return (uint32_t)(byte[0] & 0x1F) << 6 | (byte[1] & 0x3F);
    }
    if (byte[0] < 0xF0) {
        *size = 3;
        return (uint32_t)(byte[0] & 0x0F) << 12 | (uint32_t)(byte[1] & 0x3F) << 6 | (byte[2] & 0x3F);
    }
    *size = 4;
    return (uint32_t)(byte[0] & 0x07) << 18 | (uint32_t)(byte[1] & 0x3F) << 12 | (uint32_t)(byte[2] & 0x3F) << 6 |
           (byte[3] & 0x3F);
}

extern const unsigned char ASCII_SPACE[128];
static inline bool is_space(uint32_t code) { return code < 128 ? ASCII_SPACE[code] : Py_UNICODE_ISSPACE(code); }
static inline bool is_lower(uint32_t code) { return Py_UNICODE_ISLOWER(code); }
static inline bool is_upper(uint32_t code) { return Py_UNICODE_ISUPPER(code); }
bool is_invisible(uint32_t code);
bool all_space(Slice text);
bool is_ascii(Slice text);
uint32_t last_char(Slice text);
Py_ssize_t count_chars(const char *at, Py_ssize_t size);
Slice trim_end(Slice text);
Slice trim(Slice text);
/* The number that a text of at most ``most`` digits (nine or fewer) spells, or -1 for any other text. */
int digits_of(Slice text, Py_ssize_t most);
/* Whether a word, in lower case, stands at a place in any case of its ASCII letters. */
static inline bool word_at(Slice text, Py_ssize_t at, const char *word)
{
    for (; *word; word++, at++)
        if (at >= text.size || Py_TOLOWER(text.at[at]) != *word)
            return false;
    return true;
}
/* Whether a text contains a word, in lower case, in any case of its ASCII letters. */
static inline bool holds_word(Slice text, const char *word)
{
    for (Py_ssize_t at = 0; at < text.size; at++)
        if ((text.at[at] | 32) == *word && word_at(text, at, word))
            return true;
    return false;
}
/* A number that tells bytes apart: eight at a time, for the caches of names. */
static inline unsigned hash_bytes(Slice text)
{
    uint64_t hash = 0x9E3779B97F4A7C15U ^ (uint64_t)text.size, eight;
    Py_ssize_t at = 0;
    for (; at + 8 <= text.size; at += 8) {
        memcpy(&eight, text.at + at, 8);
        hash = (hash ^ eight) * 0xFF51AFD7ED558CCDU;
        hash ^= hash >> 32;
    }
    eight = 0;
    memcpy(&eight, text.at + at, (size_t)(text.size - at));
    hash = (hash ^ eight) * 0xFF51AFD7ED558CCDU;
    return (unsigned)(hash >> 32);
}
bool is_word_char(Slice text, Py_ssize_t at);
/* The first place of ``needle`` in ``text`` from byte ``from`` on, or -1. */
Py_ssize_t find(Slice text, const char *needle, Py_ssize_t needle_size, Py_ssize_t from);
Py_ssize_t find_attribute(Slice attrs, const char *name, Py_ssize_t size);

/* The attributes of a tag with the places of all that may end a name: each ``="``. */
enum { MOST_MARKS = 48 };
typedef struct {
    Slice raw;
    int count;
    bool whole; /* whether all places are there */
    const char *marks[MOST_MARKS];
} Attrs;

void index_attributes(Slice raw, Attrs *attrs);
/* value_of and find_attribute over such attributes. */
Slice find_value(const Attrs *attrs, const char *name, Py_ssize_t size);
bool has_attribute(const Attrs *attrs, const char *name, Py_ssize_t size);
#define FIND_VALUE(attrs, name) find_value(attrs, name, sizeof(name) - 1)
#define HAS_NAME(attrs, name) has_attribute(attrs, name, sizeof(name) - 1)

bool slice_is(Slice text, const char *word);
PyObject *slice_str(Slice text);
/* Decode the five references that a serializer writes, appending to ``out``; false where another one stands. */
bool decode_references(Slice text, char *out, Py_ssize_t *size);
/* ``html.unescape`` of a slice, as a str. */
PyObject *unescape(Slice text);

/* ---- tag.c: what a tag means ---- */

/* The order of BlockKind, SpanKind and PlaceKind in model.py; -1 where there is none. */
enum { HEADING, PARAGRAPH, ITEM, QUOTE, CODE, TABLE, CAPTION, OTHER };
enum { S_STRONG, S_EMPHASIS, S_CODE, S_STRIKE, S_SUPERSCRIPT, S_SUBSCRIPT, S_MARK, S_LINK, S_FORMULA, S_NOTE, S_BREAK };
enum { P_LIST, P_ITEM, P_TERM, P_DESCRIPTION, P_QUOTE, P_CALLOUT, P_TABLE, P_ROW, P_FIGURE, P_DETAILS, P_TITLE, P_NOTE,
       P_CODE };
enum { BLOCK_KIND_COUNT = 8, SPAN_KIND_COUNT = 11, PLACE_KIND_COUNT = 13 };
/* What a tag does, as in tags.py. */
enum { CLOSE_BLOCK, CLOSE_INLINE, OPEN_BLOCK, OPEN_INLINE, OPEN_LINK, VOID, NOTHING };
enum { NO_GROUP = -1, PEOPLE, TIMES, TITLES, GROUPS };
/* What an element changes for what stands in it. */
enum { NO_CHANGE, KIND, PARAGRAPH_TAG, LIST_TAG, ROW_TAG, TABLE_TAG };

/* A tag name that the reader knows; made once from the tables of tags.py. */
typedef struct {
    char name[24];
    PyObject *word; /* the name as a str */
    bool block, empty, cell, mark;
    signed char change, kind, level, span, place;
} Name;

typedef struct {
    const Name *known; /* NULL for an element that the tables do not hold */
    Slice name, attrs, value;
    signed char act, change, group, span, place;
    bool hides, apart, layout;
} Tag;

typedef struct {
    signed char kind;
    bool hidden, row, data;
    int level, lists;
} State;

/* ``own``: whether the tag may hold something that the reader noted. */
int read_tag(Slice raw, Tag *tag, Buffer *scratch, bool own);
State enter(State state, const Tag *tag);
Slice value_of(Slice attrs, const char *name, Py_ssize_t name_size);
#define VALUE_OF(attrs, name) value_of(attrs, name, sizeof(name) - 1)
#define HAS(attrs, name) (find_attribute(attrs, name, sizeof(name) - 1) >= 0)
#define HOLDS(text, needle) (find(text, needle, sizeof(needle) - 1, 0) >= 0)
PyObject *name_of(const Tag *tag);

/* ---- names.c ---- */

PyObject *find_names(Slice attrs);
/* The group of metadata that names announce; -2 with an exception set. */
int group_of_names(Slice names);

/* ---- setup.c: what Python hands over once ---- */

typedef struct {
    PyObject *Block, *Container, *Place, *Span, *Cell, *Mark, *Image;
    PyObject *block_kinds[BLOCK_KIND_COUNT], *span_kinds[SPAN_KIND_COUNT], *place_kinds[PLACE_KIND_COUNT];
    PyObject *tokenize, *group_of_names, *unescape, *add_raw_formulas, *join_initial, *opened_word;
    PyObject *find_source, *file_name;
    PyObject *hidden_words[3]; /* hidden=, aria-hidden=, style= */
    PyObject *empty_tuple, *empty_text;
    PyObject *group_names[GROUPS];
} Known;

extern Known KNOWN;
PyObject *core_setup(PyObject *module, PyObject *tables);
const Name *find_name(Slice name);
/* A named tuple from its fields in order; takes over the values. */
PyObject *make_tuple(PyObject *type, PyObject **items, Py_ssize_t count);
/* An instance of a frozen dataclass from its fields in order; takes over the values. */
PyObject *make_record(PyObject *type, PyObject *const names[], PyObject **values, int count);
/* Take a new record, and the tuples among its fields, out of the sight of the collector. They never change and refer
 * to older objects only, so they form no cycles. It could free none, but would visit all whenever a page is done. */
void hide_record(PyObject *made, PyObject *const values[], Py_ssize_t count);
/* Where the slots of a class with these names lie in its instances, in bytes; -1 with an exception set. */
int find_slots(PyObject *type, const char *const names[], int count, Py_ssize_t *slots);
extern PyObject *BLOCK_NAMES[12], *MARK_NAMES[5], *IMAGE_NAMES[6];

PyObject *core_walk(PyObject *module, PyObject *markup);

/* ---- filenames.c ---- */

PyObject *core_file_name(PyObject *module, PyObject *address);

/* ---- plain.c ---- */

uint32_t read_reference(Slice text, Py_ssize_t at); /* the number of a reference, from behind its "&#" on */
PyObject *core_set_signs(PyObject *module, PyObject *args);
PyObject *core_is_plain(PyObject *module, PyObject *bytes);
PyObject *core_plain_text(PyObject *module, PyObject *bytes);
PyObject *core_may_hold_formulas(PyObject *module, PyObject *bytes);
PyObject *core_find_beyond(PyObject *module, PyObject *text);
PyObject *core_encode(PyObject *module, PyObject *text);

/* ---- survey.c ---- */

/* The elements whose content HTML takes for text, RAW of markup.py; NULL behind them. */
extern const char *const RAW_NAMES[];
PyObject *core_survey(PyObject *module, PyObject *markup);
PyObject *core_may_be_deep(PyObject *module, PyObject *args);

/* ---- compounds.c, scan.c ---- */

PyObject *core_set_compounds(PyObject *module, PyObject *rows);
PyObject *core_scan(PyObject *module, PyObject *bytes);

/* ---- phrase.c ---- */

PyObject *core_set_folds(PyObject *module, PyObject *fold_code);
PyObject *core_fold(PyObject *module, PyObject *text);

/* ---- lookup.c, match.c ---- */

PyObject *core_set_phrases(PyObject *module, PyObject *args);
PyObject *core_match(PyObject *module, PyObject *args);
PyObject *core_match_blocks(PyObject *module, PyObject *args);

/* ---- tell.c ---- */

PyObject *core_tell(PyObject *module, PyObject *args);

/* ---- glances.c ---- */

PyObject *core_glance_setup(PyObject *module, PyObject *args);
PyObject *core_numbered(PyObject *module, PyObject *args);
PyObject *core_group_links(PyObject *module, PyObject *args);
PyObject *core_count_letters(PyObject *module, PyObject *args);
PyObject *core_prose(PyObject *module, PyObject *args);
PyObject *core_removals(PyObject *module, PyObject *args);

/* ---- prefilters.c ---- */

PyObject *core_prefilter_setup(PyObject *module, PyObject *block);
PyObject *core_sized(PyObject *module, PyObject *args);
PyObject *core_foldable(PyObject *module, PyObject *args);
PyObject *core_begun(PyObject *module, PyObject *args);
PyObject *core_ended(PyObject *module, PyObject *args);
PyObject *core_shouted(PyObject *module, PyObject *args);
PyObject *core_headed(PyObject *module, PyObject *args);
PyObject *core_led(PyObject *module, PyObject *args);
PyObject *core_spanned(PyObject *module, PyObject *args);
PyObject *core_longest(PyObject *module, PyObject *args);

/* ---- named.c ---- */

PyObject *core_of_kinds(PyObject *module, PyObject *args);
PyObject *core_hidden(PyObject *module, PyObject *blocks);
PyObject *core_named(PyObject *module, PyObject *args);
PyObject *core_is_around(PyObject *module, PyObject *args);

/* ---- present.c ---- */

PyObject *core_present(PyObject *module, PyObject *args);

/* ---- places.c ---- */

PyObject *core_places_setup(PyObject *module, PyObject *block);
PyObject *core_places(PyObject *module, PyObject *args);

/* ---- dump.c ---- */

PyObject *core_dump(PyObject *module, PyObject *record);

/* ---- blake.c, shingles.c, sieve.c ---- */

PyObject *core_digests(PyObject *module, PyObject *parts);
PyObject *core_shingles(PyObject *module, PyObject *args);
PyObject *core_sieve_add(PyObject *module, PyObject *args);
PyObject *core_sieve_pick(PyObject *module, PyObject *args);

/* ---- wordfold.c ---- */

bool may_be_marked(Py_UCS4 code);

PyObject *core_fold_words(PyObject *module, PyObject *text);
PyObject *core_dated(PyObject *module, PyObject *args);

/* ---- common.c ---- */

PyObject *core_count_common(PyObject *module, PyObject *args);
PyObject *core_count_each(PyObject *module, PyObject *text);

#endif
