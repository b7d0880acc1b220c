/* Parts of selectors that one tag alone must match, and the search for them in markup: compounds.c and scan.c. */
#ifndef CLEANER_CORE_COMPOUNDS_H
#define CLEANER_CORE_COMPOUNDS_H

#include "core.h"

enum { MOST_COMPOUNDS = 512, MOST_CONDITIONS = 4, MOST_NAMES = 128, MAX_NAME = 39, MAX_VALUE = 47, NONE = -1 };
enum { GRAM = 3, GRAM_BITS = 12, GRAM_SLOTS = 1 << GRAM_BITS, MOST_PATTERNS = 256, NAME_SLOTS = 512 };

/* One condition on an attribute. The operators are those of CSS, "?" for an attribute that is there. */
typedef struct {
    short attribute;
    char op;
    bool negated;
    Py_ssize_t size;
    char value[MAX_VALUE + 1]; /* in lower case */
} Condition;

/* A tag name or NONE, and conditions. The first one that is not negated is looked at first. */
typedef struct {
    short tag;
    int count;
    Condition conditions[MOST_CONDITIONS];
} Compound;

/* A part of a value that a compound wants, found by its first letters. */
typedef struct {
    short compound, next; /* the next pattern of its slot, or NONE */
} Pattern;

/* The patterns of one attribute by their first letters. */
typedef struct {
    short first[GRAM_SLOTS];
    uint64_t taken[GRAM_SLOTS / 64];
} Grams;

/* Names of tags or of attributes, each with the compounds to try where it stands. */
typedef struct {
    int count;
    char text[MOST_NAMES][MAX_NAME + 1];
    unsigned char size[MOST_NAMES];
    short slots[NAME_SLOTS];                   /* one more than the number of a name, 0 for none */
    uint64_t begins[256];                      /* by the first letter, the lengths that occur (64 and more: none) */
    short first[MOST_NAMES], grams[MOST_NAMES]; /* the first compound of the list, the table of patterns; or NONE */
} Names;

enum { MOST_GRAMS = 12 };
typedef struct {
    Compound all[MOST_COMPOUNDS];
    short next[MOST_COMPOUNDS]; /* the next compound of its list, or NONE */
    int count, pattern_count, grams_count;
    Names tags, attributes;
    Pattern patterns[MOST_PATTERNS];
    Grams grams[MOST_GRAMS];
} Compounds;

extern Compounds COMPOUNDS;

/* The number of a name in any case of its letters, or NONE. */
int number_of_name(const Names *names, Slice name);

static inline char char_at(Slice text, Py_ssize_t at) { return at < text.size ? text.at[at] : 0; }
static inline char lower_of(char byte) { return (byte >= 'A' && byte <= 'Z') ? (char)(byte | 32) : byte; }

/* The slot of three characters in any case. */
static inline unsigned gram_of(const char *at)
{
    unsigned three = (unsigned char)(at[0] | 32) | (unsigned)(unsigned char)(at[1] | 32) << 8 |
                     (unsigned)(unsigned char)(at[2] | 32) << 16;
    return three * 2654435761U >> (32 - GRAM_BITS);
}

#endif
