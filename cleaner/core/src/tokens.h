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

/* Read the next attribute of a tag from a place on; gives the place behind it. The name is empty at the tag's end. */
static inline Py_ssize_t next_attribute(Slice markup, Py_ssize_t at, Slice *name, Slice *value)
{
    while (is_blank(char_at(markup, at)) || char_at(markup, at) == '/')
        at++;
    *name = *value = (Slice){"", 0};
    if (at >= markup.size || markup.at[at] == '>')
        return at;
    Py_ssize_t from = at;
    at = end_of(markup, at + 1, 2);
    *name = (Slice){markup.at + from, at - from};
    while (is_blank(char_at(markup, at)))
        at++;
    return char_at(markup, at) == '=' ? read_value(markup, at + 1, value) : at;
}

/* What the tokenizer of HTML has read so far. All zero at the start of a page. */
typedef struct {
    Py_ssize_t next;       /* the end of the last token: before it, "<" stands in a value, a comment or raw text */
    int svg, math, select, noscript; /* open elements */
    int points;            /* open elements inside them whose content may be HTML again */
    int inside;            /* open elements in a noscript */
    Py_ssize_t opened;     /* the place behind the tag of the noscript */
    bool stray;            /* whether SVG or MathML may have ended at a tag of HTML in it */
    bool unsure;           /* from here on, the parser may read something else */
    bool mixed;            /* from here on, a select or a noscript may still be open */
    bool choice;           /* from here on, a select may still be open */
    bool kept;             /* whether code was met that stays, but may be none of what the reader asks for */
} Tokens;

bool is_tag(Slice markup, Py_ssize_t at, const char *name); /* whether a tag's name begins at a place */
bool is_shape(Slice markup, Py_ssize_t at); /* whether the name of a shape of SVG begins at a place */
/* Go on behind a start tag: the place of its name, that of its end, whether "/>" ends it. True if code that is no
 * markup follows, up to ``next``. */
bool follow_start(Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end, bool closed);
/* Go on behind an end tag: the place of its name, that of its end. */
void follow_end(Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end);
/* Go on behind any other "<": a comment, a declaration, or text. */
void follow_other(Tokens *tokens, Slice markup, Py_ssize_t at);
/* Whether code stands where it is kept for sure: in SVG, or a style sheet at the start of a noscript. */
bool keeps_code(const Tokens *tokens, Slice markup, Py_ssize_t at);

/* ---- gaps.c ---- */

/* What is left out of the markup. */
typedef struct {
    Py_ssize_t from, end;
} Gap;

typedef struct {
    Gap *all;
    Py_ssize_t count, room, bytes;
} Gaps;

/* Note the code behind a tag as a gap: the places of its name and of the code, which ends at ``next``. */
int leave_out(Gaps *gaps, Tokens *tokens, Slice markup, Py_ssize_t name, Py_ssize_t from);
/* Note what stands behind the tag of an "svg", up to its end tag, as a gap: 1 if it is nothing but shapes. */
int leave_out_shapes(Gaps *gaps, Tokens *tokens, Slice markup);
/* The markup, a bytes object, without the gaps. */
PyObject *close_gaps(const Gaps *gaps, PyObject *bytes);

/* ---- heads.c ---- */

/* What tags state about the page, as far as they are elements for sure, in the order of the tree. */
typedef struct {
    PyObject *metas, *links, *json; /* lists */
    Py_ssize_t scripts;
    int tables, templates;          /* open elements */
    bool unsure;
} Stated;

int begin_stated(Stated *stated);
void free_stated(Stated *stated);
/* Note a start tag: the place of its name, that of its end; whether code follows, up to ``next``. */
int note_start(Stated *stated, const Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end, bool code);
void note_end(Stated *stated, const Tokens *tokens, Slice markup, Py_ssize_t at);
/* (metas, links, JSON-LD, count of scripts), or None where the tree must tell. */
PyObject *pack_stated(const Stated *stated);

#endif
