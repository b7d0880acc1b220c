/* The tokenizer of HTML (13.2.5), as far as it tells which code of scripts and style sheets is no markup for sure.
 *
 * What it reads depends on the tree: in SVG and MathML a script holds markup, and a select ignores most tags. Where it
 * might read something else than the parser, it is unsure to the end, and nothing is left out any more. */
#include "tokens.h"

#include <string.h>

/* Elements whose content is text up to their end tag. */
static const char *const OPAQUE[] = {"title", "textarea", "iframe", "noembed", "noframes", "xmp", NULL};
/* Elements in SVG and MathML whose content may be HTML (13.2.6). */
static const char *const POINTS[] = {"foreignobject", "desc", "title", "annotation-xml", "mi",
                                     "mo",            "mn",   "ms",    "mtext",          NULL};

static const char *const VOIDS[] = {"area", "base", "br",   "col",   "embed",  "hr",    "img", "image",
                                    "input", "link", "meta", "param", "source", "track", "wbr", NULL};

/* Elements of SVG that show no text: DRAWN of programs.py. */
static const char *const SHAPES[] = {"path", "g", "defs", "use", "circle", "rect", "line", "polygon", "polyline",
                                     "ellipse", "lineargradient", "radialgradient", "stop", "symbol", "clippath",
                                     "mask", NULL};
/* Other elements of SVG that do not end it. */
static const char *const OTHERS[] = {"title", "style", NULL};

static bool ends_name(char byte)
{
    return byte == '/' || byte == '>' || byte == ' ' || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r';
}

bool is_tag(Slice markup, Py_ssize_t at, const char *name)
{
    if ((char_at(markup, at) | 32) != *name || (name[1] && (char_at(markup, at + 1) | 32) != name[1]))
        return false;
    Py_ssize_t end = at + (Py_ssize_t)strlen(name);
    return word_at(markup, at, name) && end < markup.size && ends_name(markup.at[end]);
}

static const char *name_among(Slice markup, Py_ssize_t at, const char *const *names)
{
    for (; *names != NULL; names++)
        if (is_tag(markup, at, *names))
            return *names;
    return NULL;
}

bool is_shape(Slice markup, Py_ssize_t at) { return name_among(markup, at, SHAPES) != NULL; }

/* The place of the end tag of a name, or -1. */
static Py_ssize_t end_tag(Slice markup, Py_ssize_t at, const char *name)
{
    for (; (at = find(markup, "</", 2, at)) >= 0; at += 2)
        if (is_tag(markup, at + 2, name))
            return at;
    return -1;
}

static bool holds(Slice markup, Py_ssize_t from, Py_ssize_t end, const char *needle)
{
    return find((Slice){markup.at, end}, needle, (Py_ssize_t)strlen(needle), from) >= 0;
}

/* Go on behind content that is text up to an end tag; false where there is none. */
static bool skip_text(Tokens *tokens, Slice markup, Py_ssize_t from, const char *name)
{
    Py_ssize_t end = end_tag(markup, from, name);
    tokens->unsure = end < 0;
    if (end >= 0)
        tokens->next = end;
    return end >= 0;
}

/* Go on behind an element whose content is text or markup, whichever the tree says: the same without any "<". */
static void skip_either(Tokens *tokens, Slice markup, Py_ssize_t from, const char *name)
{
    if (skip_text(tokens, markup, from, name))
        tokens->unsure = holds(markup, from, tokens->next, "<");
}

/* Whether a script says "<script" in a comment: then the next end tag is not its own (script data double escaped). */
static bool is_escaped(Slice markup, Py_ssize_t from, Py_ssize_t end)
{
    for (Py_ssize_t at = find((Slice){markup.at, end}, "<!--", 4, from); at >= 0 && at < end; at++)
        if (markup.at[at] == '<' && word_at((Slice){markup.at, end}, at + 1, "script"))
            return true;
    return false;
}

bool keeps_code(const Tokens *tokens, Slice markup, Py_ssize_t at)
{
    if (tokens->svg && !tokens->stray && !tokens->math)
        return true;
    if (tokens->noscript != 1 || !is_tag(markup, at, "style"))
        return false; /* a script ends a noscript in the head */
    Py_ssize_t from = at - 1;
    while (from > tokens->opened && is_blank(markup.at[from - 1]))
        from--;
    return from == tokens->opened;
}

/* Note a start tag in a select or a noscript, whose end tag ends it only where nothing else is open. */
static void watch_start(Tokens *tokens, Slice markup, Py_ssize_t at, bool closed)
{
    if (tokens->select && !is_tag(markup, at, "option") && !is_tag(markup, at, "optgroup"))
        tokens->mixed = tokens->choice = true;
    if (tokens->noscript && !(closed && (tokens->svg || tokens->math)) && name_among(markup, at, VOIDS) == NULL)
        tokens->inside++;
}

static void watch_end(Tokens *tokens, Slice markup, Py_ssize_t at)
{
    if (!is_tag(markup, at, "noscript")) {
        tokens->mixed |= --tokens->inside < 0;
        return;
    }
    tokens->mixed |= tokens->inside != 0;
    tokens->inside = 0;
    tokens->noscript--;
}

bool follow_start(Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end, bool closed)
{
    bool foreign = tokens->svg || tokens->math;
    tokens->next = end + 1;
    if (tokens->select || tokens->noscript)
        watch_start(tokens, markup, at, closed);
    if (!foreign && memchr("stinxpfm", char_at(markup, at) | 32, 8) == NULL)
        return false; /* no name of those below begins so */
    const char *code = is_tag(markup, at, "script") ? "script" : is_tag(markup, at, "style") ? "style" : NULL;
    if (code != NULL && !foreign && !closed) {
        if (!skip_text(tokens, markup, end + 1, code))
            return false;
        tokens->unsure = is_escaped(markup, end + 1, tokens->next);
        return !tokens->unsure;
    }
    if (code != NULL)
        tokens->kept |= closed || !keeps_code(tokens, markup, at);
    if (foreign)
        tokens->stray |= !is_shape(markup, at) && name_among(markup, at, OTHERS) == NULL;
    const char *opaque = code != NULL ? code : name_among(markup, at, OPAQUE);
    if (opaque != NULL && (foreign || tokens->select || closed))
        skip_either(tokens, markup, end + 1, opaque);
    else if (opaque != NULL)
        skip_text(tokens, markup, end + 1, opaque);
    else if (is_tag(markup, at, "plaintext") || is_tag(markup, at, "frameset"))
        tokens->unsure = true;
    else if (is_tag(markup, at, "select"))
        tokens->select++;
    else if (is_tag(markup, at, "noscript"))
        tokens->noscript++, tokens->opened = end + 1;
    else if (is_tag(markup, at, "svg") && !closed) {
        tokens->stray = tokens->svg && tokens->stray;
        tokens->svg++;
    }
    else if (is_tag(markup, at, "math") && !closed)
        tokens->math++;
    if (foreign && !closed && name_among(markup, at, POINTS) != NULL)
        tokens->points++;
    return false;
}

void follow_end(Tokens *tokens, Slice markup, Py_ssize_t at, Py_ssize_t end)
{
    tokens->next = end + 1;
    if (tokens->noscript)
        watch_end(tokens, markup, at);
    if (!tokens->svg && !tokens->math && !tokens->select)
        return;
    int *open = is_tag(markup, at, "svg") ? &tokens->svg : is_tag(markup, at, "math") ? &tokens->math : NULL;
    /* the end of an element around a drawing ends the drawing too */
    tokens->stray |= open == NULL && !is_shape(markup, at) && name_among(markup, at, OTHERS) == NULL;
    if (open != NULL && *open) {
        tokens->unsure = tokens->points != 0;
        --*open;
    }
    else if ((tokens->svg || tokens->math) && name_among(markup, at, POINTS) != NULL)
        tokens->points--;
    else if (is_tag(markup, at, "select") && tokens->select)
        tokens->select--;
}

/* The place behind a comment that begins at a place, or the end of the markup. */
static Py_ssize_t end_of_comment(Slice markup, Py_ssize_t at)
{
    at += 4;
    if (char_at(markup, at) == '>')
        return at + 1;
    if (char_at(markup, at) == '-' && char_at(markup, at + 1) == '>')
        return at + 2;
    for (; (at = find(markup, "--", 2, at)) >= 0; at++) {
        if (char_at(markup, at + 2) == '>')
            return at + 3;
        if (char_at(markup, at + 2) == '!' && char_at(markup, at + 3) == '>')
            return at + 4;
    }
    return markup.size;
}

void follow_other(Tokens *tokens, Slice markup, Py_ssize_t at)
{
    char first = char_at(markup, at + 1);
    if (word_at(markup, at, "<!--")) {
        tokens->next = end_of_comment(markup, at);
        return;
    }
    if (word_at(markup, at, "<![cdata[") && (tokens->svg || tokens->math)) { /* a section, or a comment up to ">" */
        Py_ssize_t end = find(markup, "]]>", 3, at);
        tokens->unsure = end < 0 || holds(markup, at + 1, end, "<");
        tokens->next = end + 3;
        return;
    }
    if (first != '!' && first != '?' && (first != '/' || char_at(markup, at + 2) == '>' || at + 2 >= markup.size))
        return; /* text, or nothing */
    Py_ssize_t end = find(markup, ">", 1, at);
    tokens->next = end < 0 ? markup.size : end + 1;
}
