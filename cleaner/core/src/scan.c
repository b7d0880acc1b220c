/* One pass over markup as it came: what survey of markup.py counts, which compounds of selectors a tag may match, and
 * the markup without the code of scripts and style sheets.
 *
 * Every "<" with a letter behind it is read as a tag by the rules of HTML, wherever it stands: in text, in a comment,
 * in the value of another tag. So no tag is missed. Only code of scripts and style sheets is left out (tokens.c). */
#include "tokens.h"

#include <string.h>

enum { LONG_TAG = 20000, MOST_ATTRIBUTES = 32, WORK = 8, LEAST_WORK = 100000, PLAIN_SLOTS = 256 };

typedef struct {
    int number;
    bool open; /* a reference stands in the value, so it may hold anything */
    Slice value;
} Attribute;

/* A start tag with the attributes that a compound names. It may have more of them: ``open`` if there are too many,
 * ``merged`` if HTML adds those of other tags, as for the root and the body. */
typedef struct {
    int number, count;
    bool open, merged, closed; /* closed: "/>" ends it */
    Attribute attributes[MOST_ATTRIBUTES];
} Start;

typedef struct {
    Slice markup;
    Gaps gaps;
    Stated stated;
    bool kept; /* whether code may stay that empty_programs takes out */
    Py_ssize_t tags, ends, options, last, left; /* the place of the last "<"; bytes of tags that may still be read */
    bool closed, lengthy;
    Slice plain[PLAIN_SLOTS]; /* values of attributes in which no pattern was found: most come again and again */
    unsigned char found[MOST_COMPOUNDS / 8];
} Scan;

/* ---- what survey counts ---- */

static bool name_at(Slice text, Py_ssize_t at, const char *name)
{
    for (; *name; name++, at++)
        if ((char_at(text, at) | 32) != *name)
            return false;
    return true;
}

/* Whether a start tag, from its name on, may be one of a raw element that is closed in the tag itself. */
static bool is_closed_raw(Slice text, Py_ssize_t at)
{
    char first = char_at(text, at) | 32;
    if (first != 's' && first != 't' && first != 'i' && first != 'n' && first != 'x')
        return false;
    for (size_t nth = 0; RAW_NAMES[nth] != NULL; nth++) {
        if (!name_at(text, at, RAW_NAMES[nth]))
            continue;
        while (at < text.size && text.at[at] != '<' && text.at[at] != '>')
            at++;
        return char_at(text, at) == '>' && text.at[at - 1] == '/';
    }
    return false;
}

/* Note whether what begins with the last "<" may be so long a tag that cap_attributes cuts it. */
static void end_last(Scan *scan, Py_ssize_t at)
{
    if (at - scan->last > LONG_TAG && is_letter(char_at(scan->markup, scan->last + 1)) &&
        memchr(scan->markup.at + scan->last, '>', LONG_TAG) == NULL)
        scan->lengthy = true;
    scan->last = at;
}

/* Count what begins with a "<", from behind it on. */
static void count_tag(Scan *scan, Py_ssize_t at)
{
    scan->tags++;
    end_last(scan, at - 1);
    if (char_at(scan->markup, at) == '/')
        scan->ends++;
    else if (name_at(scan->markup, at, "option"))
        scan->options++;
    else if (!scan->closed)
        scan->closed = is_closed_raw(scan->markup, at);
}

/* ---- conditions ---- */

static bool same_at(const char *at, const char *lower, Py_ssize_t size)
{
    for (Py_ssize_t nth = 0; nth < size; nth++)
        if (lower_of(at[nth]) != lower[nth])
            return false;
    return true;
}

static bool is_word(Slice text, Py_ssize_t at, Py_ssize_t size)
{
    return (at == 0 || is_blank(text.at[at - 1])) && (at + size == text.size || is_blank(text.at[at + size]));
}

static bool holds_value(const Condition *wanted, Slice value)
{
    Py_ssize_t rest = value.size - wanted->size;
    if (wanted->op == '?' || rest < 0)
        return wanted->op == '?';
    if (wanted->op == '=' || wanted->op == '^')
        return (wanted->op == '^' || rest == 0) && same_at(value.at, wanted->value, wanted->size);
    if (wanted->size == 1 && wanted->op == '*' && !is_letter(wanted->value[0]))
        return memchr(value.at, wanted->value[0], (size_t)value.size) != NULL;
    for (Py_ssize_t at = wanted->op == '$' ? rest : 0; at <= rest; at++)
        if (same_at(value.at + at, wanted->value, wanted->size) &&
            (wanted->op != '~' || is_word(value, at, wanted->size)))
            return true;
    return false;
}

/* Whether a tag may meet a condition. Of two attributes with one name, HTML takes the first. */
static bool may_hold(const Start *start, const Condition *wanted)
{
    for (int nth = 0; nth < start->count; nth++) {
        const Attribute *one = &start->attributes[nth];
        if (one->number != wanted->attribute)
            continue;
        if (wanted->negated)
            return wanted->op != '?' && (one->open || !holds_value(wanted, one->value));
        if (one->open || holds_value(wanted, one->value))
            return true;
    }
    return wanted->negated || start->open;
}

/* Note a compound if the tag may match it. The first ``known`` conditions hold. */
static void try_compound(Scan *scan, const Start *start, int nth, int known)
{
    const Compound *compound = &COMPOUNDS.all[nth];
    if ((scan->found[nth / 8] >> nth % 8 & 1) || (compound->tag != NONE && compound->tag != start->number))
        return;
    for (int at = known; at < compound->count; at++)
        if (!may_hold(start, &compound->conditions[at]) && !(start->merged && at > 0))
            return;
    scan->found[nth / 8] |= (unsigned char)(1U << nth % 8);
}

/* Try the compounds whose first condition a value meets by a part that begins with certain letters. */
static void try_patterns(Scan *scan, const Start *start, const Grams *grams, Slice value)
{
    Slice *plain = &scan->plain[(hash_bytes(value) + (unsigned)(grams - COMPOUNDS.grams)) % PLAIN_SLOTS];
    if (plain->size == value.size && plain->at != NULL && memcmp(plain->at, value.at, (size_t)value.size) == 0)
        return;
    bool any = false;
    for (Py_ssize_t at = 0; at + GRAM <= value.size; at++) {
        unsigned slot = gram_of(value.at + at);
        if (!(grams->taken[slot / 64] >> slot % 64 & 1))
            continue;
        for (int nth = grams->first[slot]; nth != NONE; nth = COMPOUNDS.patterns[nth].next) {
            int compound = COMPOUNDS.patterns[nth].compound;
            const Condition *first = &COMPOUNDS.all[compound].conditions[0];
            if (at + first->size <= value.size && same_at(value.at + at, first->value, first->size) &&
                (first->op != '~' || is_word(value, at, first->size))) {
                try_compound(scan, start, compound, 1);
                any = true;
            }
        }
    }
    if (!any)
        *plain = value;
}

static void try_all(Scan *scan, const Start *start)
{
    const Names *names = &COMPOUNDS.attributes;
    if (start->number != NONE)
        for (int nth = COMPOUNDS.tags.first[start->number]; nth != NONE; nth = COMPOUNDS.next[nth])
            try_compound(scan, start, nth, 0);
    for (int at = 0; at < start->count; at++) {
        const Attribute *one = &start->attributes[at];
        for (int nth = names->first[one->number]; nth != NONE; nth = COMPOUNDS.next[nth])
            try_compound(scan, start, nth, 0);
        if (names->grams[one->number] != NONE && !one->open)
            try_patterns(scan, start, &COMPOUNDS.grams[names->grams[one->number]], one->value);
        for (int nth = 0; one->open && nth < COMPOUNDS.count; nth++)
            if (COMPOUNDS.all[nth].count && COMPOUNDS.all[nth].conditions[0].attribute == one->number)
                try_compound(scan, start, nth, 0);
    }
    for (int nth = 0; start->open && nth < COMPOUNDS.count; nth++)
        try_compound(scan, start, nth, 0);
}

/* ---- tags ---- */

/* Whether a reference that is not one of the usual ones stands in a value: it may be a letter of a wanted word. */
static bool is_open_value(Slice value)
{
    static const char *const USUAL[] = {"amp;", "quot;", "nbsp;", "lt;", "gt;"};
    for (Py_ssize_t at = 0; (at = find(value, "&", 1, at)) >= 0; at++) {
        if (char_at(value, at + 1) == '#') {
            uint32_t code = read_reference(value, at + 2);
            bool blank = code < 127 && is_blank((char)code); /* it parts words */
            if (blank || (code > 32 && code < 127 && memchr("\"&'<>", (int)code, 5) == NULL))
                return true;
            continue;
        }
        bool usual = !is_letter(char_at(value, at + 1));
        for (size_t nth = 0; nth < sizeof USUAL / sizeof *USUAL && !usual; nth++)
            usual = value.size - at > (Py_ssize_t)strlen(USUAL[nth]) &&
                    memcmp(value.at + at + 1, USUAL[nth], strlen(USUAL[nth])) == 0;
        Py_ssize_t end = at + 1;
        while (!usual && end < value.size && (is_letter(value.at[end]) || Py_ISDIGIT(value.at[end])))
            end++;
        if (!usual && char_at(value, end) == ';') /* without it, only a usual sign or a letter beyond ASCII is meant */
            return true;
    }
    return false;
}

static void keep_attribute(Start *start, Slice name, Slice value)
{
    int number = number_of_name(&COMPOUNDS.attributes, name);
    if (number == NONE)
        return;
    if (start->count == MOST_ATTRIBUTES) {
        start->open = true;
        return;
    }
    start->attributes[start->count++] = (Attribute){.number = number, .open = is_open_value(value), .value = value};
}

/* Read the attributes of a tag from behind its name on; gives the place of its end. */
static Py_ssize_t read_attributes(Slice markup, Py_ssize_t at, Start *start)
{
    while (at < markup.size && markup.at[at] != '>') {
        start->closed = markup.at[at] == '/';
        if (is_blank(markup.at[at]) || markup.at[at] == '/') {
            at++;
            continue;
        }
        Py_ssize_t from = at;
        at = end_of(markup, at + 1, 2); /* an equals sign may be the first letter of a name */
        Slice name = {markup.at + from, at - from}, value = {"", 0};
        while (is_blank(char_at(markup, at)))
            at++;
        if (char_at(markup, at) == '=')
            at = read_value(markup, at + 1, &value);
        keep_attribute(start, name, value);
    }
    return at;
}

/* Read the tag whose name begins at a place; false where there was too much to read. ``end``: the place of its end. */
static bool take_tag(Scan *scan, Py_ssize_t at, Py_ssize_t *end, bool *closed)
{
    Slice markup = scan->markup;
    Py_ssize_t from = at;
    at = end_of(markup, at, 1);
    Slice name = {markup.at + from, at - from};
    if (name.size == 5 && name_at(markup, from, "image"))
        name = (Slice){"img", 3};
    Start start;
    start.number = number_of_name(&COMPOUNDS.tags, name);
    start.count = 0;
    start.open = start.closed = false;
    start.merged = name.size == 4 && (name_at(markup, from, "html") || name_at(markup, from, "body"));
    at = read_attributes(markup, at, &start);
    scan->left -= at - from;
    *end = at;
    *closed = start.closed;
    if (start.number != NONE || start.count)
        try_all(scan, &start);
    return scan->left > 0;
}

/* The end of an end tag whose name begins at a place. */
static Py_ssize_t end_of_end_tag(Slice markup, Py_ssize_t at)
{
    at = end_of(markup, at, 1);
    if (char_at(markup, at) == '>')
        return at;
    Start start; /* without the attributes, whose room is large */
    start.count = MOST_ATTRIBUTES;
    return read_attributes(markup, at, &start);
}

/* Count the tags of code that is skipped; gives its end. */
static Py_ssize_t count_code(Scan *scan, Py_ssize_t at, Py_ssize_t end)
{
    for (; (at = find((Slice){scan->markup.at, end}, "<", 1, at)) >= 0; at++)
        count_tag(scan, at + 1);
    return end;
}

/* Follow the tokenizer over what begins with a "<"; 1 where code or shapes follow, up to ``next``. */
static int follow(Scan *scan, Tokens *tokens, Py_ssize_t at, Py_ssize_t end, bool closed)
{
    Slice markup = scan->markup;
    bool ending = char_at(markup, at + 1) == '/';
    if (!is_letter(char_at(markup, at + 1 + ending))) {
        follow_other(tokens, markup, at);
        return 0;
    }
    if (ending) {
        follow_end(tokens, markup, at + 2, end_of_end_tag(markup, at + 2));
        note_end(&scan->stated, tokens, markup, at + 2);
        return 0;
    }
    int code = follow_start(tokens, markup, at + 1, end, closed);
    if ((code && leave_out(&scan->gaps, tokens, markup, at + 1, end + 1) < 0) ||
        (!scan->stated.unsure && note_start(&scan->stated, tokens, markup, at + 1, end, code) < 0))
        return -1;
    bool drawn = !code && !closed && !tokens->select && is_tag(markup, at + 1, "svg");
    return drawn ? leave_out_shapes(&scan->gaps, tokens, markup) : code;
}

/* Read everything; 1 where there was too much to read, and any compound may be there. */
static int read_all(Scan *scan)
{
    Slice markup = scan->markup;
    Tokens tokens = {0};
    bool whole = true;
    for (Py_ssize_t at = 0; (at = find(markup, "<", 1, at)) >= 0;) {
        Py_ssize_t end = at;
        bool closed = false;
        count_tag(scan, at + 1);
        if (is_letter(char_at(markup, at + 1)) && whole)
            whole = take_tag(scan, at + 1, &end, &closed);
        tokens.unsure |= !whole;
        int code = !tokens.unsure && at >= tokens.next ? follow(scan, &tokens, at, end, closed) : 0;
        if (code < 0)
            return -1;
        at = code ? count_code(scan, end + 1, tokens.next) : at + 1;
    }
    if (scan->tags)
        end_last(scan, markup.size);
    scan->kept = tokens.kept || tokens.unsure;
    scan->stated.unsure |= tokens.unsure;
    return !whole;
}

/* What scan gives, or NULL with an exception set. */
static PyObject *pack(const Scan *scan, PyObject *bytes, bool whole)
{
    PyObject *bare = close_gaps(&scan->gaps, bytes);
    PyObject *stated = bare == NULL ? NULL : pack_stated(&scan->stated);
    PyObject *found = stated == NULL ? NULL
                      : whole        ? PyBytes_FromStringAndSize((const char *)scan->found, sizeof scan->found)
                                     : Py_NewRef(Py_None);
    if (found == NULL) {
        Py_XDECREF(bare);
        Py_XDECREF(stated);
        return NULL;
    }
    return Py_BuildValue("nnnNNNNNN", scan->tags, scan->ends, scan->options, PyBool_FromLong(scan->closed),
                         PyBool_FromLong(scan->lengthy), found, bare, PyBool_FromLong(scan->kept), stated);
}

/* scan(markup): tags, end tags and options; whether a raw element may be closed at once, and whether a tag may be too
 * long; bytes in which the bit of each compound is set that a tag may match, or None where every one may; the markup
 * without code and shapes of drawings; whether some of it may be left; what tags state about the page, or None. */
PyObject *core_scan(PyObject *module, PyObject *bytes)
{
    (void)module;
    if (!PyBytes_Check(bytes)) {
        PyErr_SetString(PyExc_TypeError, "bytes are wanted");
        return NULL;
    }
    Scan scan = {.markup = {PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes)}};
    scan.left = scan.markup.size > PY_SSIZE_T_MAX / WORK ? PY_SSIZE_T_MAX : scan.markup.size * WORK;
    scan.left = scan.left < LEAST_WORK ? LEAST_WORK : scan.left;
    int done = begin_stated(&scan.stated) < 0 ? -1 : read_all(&scan);
    PyObject *made = done < 0 ? NULL : pack(&scan, bytes, done == 0);
    PyMem_Free(scan.gaps.all);
    free_stated(&scan.stated);
    return made;
}
