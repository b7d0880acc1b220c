/* Where the code of scripts and style sheets begins and ends for sure: tokens.c. */
#ifndef CLEANER_CORE_TOKENS_H
#define CLEANER_CORE_TOKENS_H

#include "compounds.h"

/* What the tokenizer of HTML has read so far. All zero at the start of a page. */
typedef struct {
    Py_ssize_t next;       /* the end of the last token: before it, "<" stands in a value, a comment or raw text */
    int svg, math, select; /* open elements */
    int points;            /* open elements inside them whose content may be HTML again */
    bool unsure;           /* from here on, the parser may read something else */
} Tokens;

/* Go on behind a start tag: the place of its name, that of its end, whether "/>" ends it. True if code that is no
 * markup follows, up to ``next``. */
bool follow_start(Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end, bool closed);
/* Go on behind an end tag: the place of its name, that of its end. */
void follow_end(Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end);
/* Go on behind any other "<": a comment, a declaration, or text. */
void follow_other(Tokens *tokens, Slice markup, Py_ssize_t at);

#endif
