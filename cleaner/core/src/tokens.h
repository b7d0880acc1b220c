/* The parts of tags, and where the code of scripts and style sheets begins and ends for sure: tokens.c. */
#ifndef CLEANER_CORE_TOKENS_H
#define CLEANER_CORE_TOKENS_H

#include "compounds.h"

/* What a byte ends: 1 the name of a tag, 2 the name of an attribute, 4 a value without quotes; 8 is white space. */
static const unsigned char ENDS[256] = {['\t'] = 15, ['\n'] = 15, ['\f'] = 15, ['\r'] = 15, [' '] = 15,
                                        ['/'] = 3,   ['>'] = 7,   ['='] = 2};

static inline bool ends(char byte, int what) { return ENDS[(unsigned char)byte] & what; }
static inline bool is_blank(char byte) { return ends(byte, 8); }

/* The first place from one on of a byte that ends something, or the end of the markup. */
static inline Py_ssize_t end_of(Slice markup, Py_ssize_t at, int what)
{
    while (at < markup.size && !ends(markup.at[at], what))
        at++;
    return at;
}

static inline bool is_letter(char byte) { return (byte | 32) >= 'a' && (byte | 32) <= 'z'; }

/* Read the value of an attribute from behind its equals sign on; gives the place behind it. */
static inline Py_ssize_t read_value(Slice markup, Py_ssize_t at, Slice *value)
{
    while (is_blank(char_at(markup, at)))
        at++;
    char quote = char_at(markup, at);
    if (quote == '"' || quote == '\'') {
        const char *start = markup.at + at + 1;
        const char *end = memchr(start, quote, (size_t)(markup.size - at - 1));
        *value = (Slice){start, (end == NULL ? markup.at + markup.size : end) - start};
        return end == NULL ? markup.size : end + 1 - markup.at;
    }
    Py_ssize_t end = end_of(markup, at, 4);
    *value = (Slice){markup.at + at, end - at};
    return end;
}

/* What the tokenizer of HTML has read so far. All zero at the start of a page. */
typedef struct {
    Py_ssize_t next;       /* the end of the last token: before it, "<" stands in a value, a comment or raw text */
    int svg, math, select, noscript; /* open elements */
    int points;            /* open elements inside them whose content may be HTML again */
    int inside;            /* open elements in a noscript */
    bool unsure;           /* from here on, the parser may read something else */
    bool mixed;            /* from here on, a select or a noscript may still be open */
    bool kept;             /* whether code was met that stays, but may be none of what the reader asks for */
} Tokens;

/* Go on behind a start tag: the place of its name, that of its end, whether "/>" ends it. True if code that is no
 * markup follows, up to ``next``. */
bool follow_start(Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end, bool closed);
/* Go on behind an end tag: the place of its name, that of its end. */
void follow_end(Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end);
/* Go on behind any other "<": a comment, a declaration, or text. */
void follow_other(Tokens *tokens, Slice markup, Py_ssize_t at);

/* ---- gaps.c ---- */

/* Code that is left out of the markup. */
typedef struct {
    Py_ssize_t from, end;
} Gap;

typedef struct {
    Gap *all;
    Py_ssize_t count, room, bytes;
} Gaps;

/* Note the code behind a tag as a gap: the places of its name and of the code, which ends at ``next``. */
int leave_out(Gaps *gaps, Tokens *tokens, Slice markup, Py_ssize_t name, Py_ssize_t from);
/* The markup, a bytes object, without the gaps. */
PyObject *close_gaps(const Gaps *gaps, PyObject *bytes);

#endif
