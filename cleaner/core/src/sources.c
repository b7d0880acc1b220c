/* The address of the picture that an image shows, as the page wrote it: find_source of images.py, for ASCII. */
#include "walk.h"

#include <string.h>

enum { MAX_SET_CHARS = 20000, TINY = 3, ICON = 32, PORTRAIT = 100 };
static const Slice EMPTY = {"", 0};

static bool starts(Slice text, const char *word)
{
    Py_ssize_t size = (Py_ssize_t)strlen(word);
    return text.size >= size && memcmp(text.at, word, (size_t)size) == 0;
}

/* PICTURE: the suffix of a file that holds one. */
static bool has_picture(Slice text)
{
    static const char *const SUFFIXES[] = {"jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp"};
    for (Py_ssize_t at = 0; at < text.size; at++)
        for (size_t nth = 0; text.at[at] == '.' && nth < sizeof SUFFIXES / sizeof *SUFFIXES; nth++)
            if (word_at(text, at + 1, SUFFIXES[nth]) &&
                !is_word_char(text, at + 1 + (Py_ssize_t)strlen(SUFFIXES[nth])))
                return true;
    return false;
}

/* PLACEHOLDER at a place. */
static bool placeholder_at(Slice text, Py_ssize_t at)
{
    switch (text.at[at] | 32) {
    case 'p':
        return word_at(text, at, "placeholder") || word_at(text, at, "pixel");
    case 's':
        return word_at(text, at, "spacer");
    case 'b':
        return word_at(text, at, "blank");
    case 't':
        return word_at(text, at, "transparent");
    case 'l':
        return word_at(text, at, "loading") || word_at(text, at, "lazy");
    case '1':
        return word_at(text, at, "1x1");
    case 'c':
        return word_at(text, at, "cleardot");
    case 'g':
        return word_at(text, at, "grey.gif") || word_at(text, at, "gray.gif");
    default:
        return false;
    }
}

/* PLACEHOLDER, of the last part of an address. */
static bool is_placeholder(Slice address)
{
    if (address.size == 0 || starts(address, "data:") || starts(address, "about:"))
        return true;
    Py_ssize_t from = address.size;
    while (from && address.at[from - 1] != '/')
        from--;
    for (Py_ssize_t at = from; at < address.size; at++)
        if (placeholder_at(address, at))
            return true;
    return false;
}

static bool is_address(Slice text)
{
    if (text.size == 0 || starts(text, "data:") || text.at[0] == '[')
        return false;
    text = trim(text);
    return memchr(text.at, ' ', (size_t)text.size) == NULL && memchr(text.at, '{', (size_t)text.size) == NULL;
}

/* SIZE: a width or a density, as in 300w or 1.5x; 1 for whatever else. */
static double size_of(Slice text)
{
    Py_ssize_t whole = 0, at, part = 0;
    double size = 0, unit = 1;
    for (at = 0; at < text.size && Py_ISDIGIT(text.at[at]); at++, whole++)
        size = size * 10 + (text.at[at] - '0');
    if (at < text.size && text.at[at] == '.') {
        for (at++; at < text.size && Py_ISDIGIT(text.at[at]); at++, part++)
            size = size * 10 + (text.at[at] - '0'), unit *= 10;
        if (part == 0)
            return 1;
    }
    bool ends = at == text.size - 1 && (text.at[at] == 'w' || text.at[at] == 'x');
    bool fits = ends && whole >= 1 && whole <= 6 && part <= 4;
    return fits ? size / unit : 1;
}

typedef struct {
    Slice address;
    double size;
    bool all; /* whether candidates count that show nothing */
} Candidate;

static bool shows(Slice address) { return is_address(address) && !is_placeholder(address); }

static void consider(Slice address, double size, Candidate *best)
{
    if (size > best->size && (best->all || shows(address)))
        best->address = address, best->size = size;
}

static Slice next_token(Slice *rest)
{
    while (rest->size && is_space((unsigned char)rest->at[0]))
        rest->at++, rest->size--;
    Slice token = {rest->at, 0};
    while (rest->size && !is_space((unsigned char)rest->at[0]))
        rest->at++, rest->size--, token.size++;
    return token;
}

/* read_candidates: addresses may hold commas. */
static void read_candidates(Slice value, Candidate *best)
{
    Slice address = EMPTY, token;
    while ((token = next_token(&value)).size) {
        if (address.size == 0) {
            address = token;
            if (token.at[token.size - 1] != ',')
                continue;
            while (address.size && address.at[address.size - 1] == ',')
                address.size--;
            consider(address, 1, best);
            address = EMPTY;
            continue;
        }
        const char *comma = memchr(token.at, ',', (size_t)token.size);
        Py_ssize_t size = comma == NULL ? token.size : comma - token.at;
        consider(address, size_of((Slice){token.at, size}), best);
        address = comma == NULL ? EMPTY : (Slice){comma + 1, token.size - size - 1};
    }
    if (address.size)
        consider(address, 1, best);
}

enum { SETS = 3 };
static Slice set_of(const Attrs *attrs, int nth)
{
    static const char *const NAMES[SETS] = {" srcset=\"", " data-srcset=\"", " data-lazy-srcset=\""};
    return find_value(attrs, NAMES[nth], (Py_ssize_t)strlen(NAMES[nth]));
}

static void read_sets(const Attrs *attrs, Slice around, Candidate *best)
{
    for (int nth = -1; nth < SETS; nth++) {
        Slice value = nth < 0 ? around : set_of(attrs, nth);
        if (value.size > MAX_SET_CHARS)
            value.size = MAX_SET_CHARS;
        read_candidates(value, best);
    }
}

/* largest: the widest candidate around an element and of the sets that it names; empty for none. Almost always that is
 * the widest of all, so the others need no look. */
static Slice largest(const Attrs *attrs, Slice around)
{
    Candidate best = {.address = EMPTY, .all = true};
    read_sets(attrs, around, &best);
    if (best.size > 0 && !shows(best.address)) {
        best = (Candidate){.address = EMPTY};
        read_sets(attrs, around, &best);
    }
    return best.address;
}

static Slice find_lazy(const Attrs *attrs)
{
    static const char *const LAZY[] = {
        " data-src=\"", " data-original=\"", " data-lazy-src=\"", " data-lazy=\"", " data-orig-file=\"",
        " data-full-src=\"", " data-hi-res-src=\"", " data-image=\"", " data-url=\"",
    };
    for (size_t nth = 0; nth < sizeof LAZY / sizeof *LAZY; nth++) {
        Slice value = find_value(attrs, LAZY[nth], (Py_ssize_t)strlen(LAZY[nth]));
        if (is_address(value))
            return value;
    }
    return EMPTY;
}

/* A stated width or height in pixels, or -1. */
static int pixels_of(const Attrs *attrs, const char *name)
{
    return digits_of(find_value(attrs, name, (Py_ssize_t)strlen(name)), 4);
}

/* _is_sign: a counter, an icon, or the face beside a name. */
static bool is_sign(const Attrs *attrs)
{
    int width = pixels_of(attrs, " width=\""), height = pixels_of(attrs, " height=\"");
    int most = width > height ? width : height, least = width < 0 ? height : height < 0 ? width : width + height - most;
    if (most < 0)
        return false;
    if (most > PORTRAIT)
        return least <= TINY;
    return least <= TINY || (width >= 0 && height >= 0 && most <= ICON) || holds_word(attrs->raw, "avatar");
}

Slice find_source(const Attrs *attrs, Slice around)
{
    if (is_sign(attrs))
        return EMPTY;
    Slice best = largest(attrs, around);
    if (best.size)
        return best;
    Slice lazy = find_lazy(attrs), source = FIND_VALUE(attrs, " src=\"");
    if (lazy.size && (!has_picture(source) || has_picture(lazy) || is_placeholder(source)))
        return lazy;
    return is_placeholder(source) ? EMPTY : source;
}

int add_candidates(Buffer *source, const Attrs *attrs)
{
    for (int nth = 0; nth < SETS; nth++) {
        Slice value = set_of(attrs, nth);
        if (value.size && ((source->size && buffer_add(source, ", ", 2) < 0) ||
                           buffer_add(source, value.at, value.size) < 0))
            return -1;
    }
    Py_ssize_t chars = 0, at = 0;
    while (source->size > MAX_SET_CHARS && at < source->size && chars < MAX_SET_CHARS) {
        at++;
        while (at < source->size && ((unsigned char)source->at[at] & 0xC0) == 0x80)
            at++;
        chars++;
    }
    if (chars == MAX_SET_CHARS)
        source->size = at;
    return 0;
}
