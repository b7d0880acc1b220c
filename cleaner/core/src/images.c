/* Images of a page: which address is the picture's, and which of two is its double. images.py.
 *
 * Addresses are read here where they are ASCII, as nearly all are; others, and names of files, go to Python.
 */
#include "walk.h"

#include <string.h>

enum { MAX_IMAGES = 2000, MAX_NEIGHBOURS = 8, MAX_SET_CHARS = 20000, TINY = 3, ICON = 32, PORTRAIT = 100 };
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

/* PLACEHOLDER, of the last part of an address. */
static bool is_placeholder(Slice address)
{
    static const char *const WORDS[] = {"placeholder", "spacer", "blank", "pixel", "transparent", "loading", "lazy",
                                        "1x1", "cleardot", "grey.gif", "gray.gif"};
    if (address.size == 0 || starts(address, "data:") || starts(address, "about:"))
        return true;
    Py_ssize_t from = address.size;
    while (from && address.at[from - 1] != '/')
        from--;
    for (Py_ssize_t at = from; at < address.size; at++)
        for (size_t nth = 0; nth < sizeof WORDS / sizeof *WORDS; nth++)
            if (word_at(address, at, WORDS[nth]))
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
} Candidate;

static void consider(Slice address, double size, Candidate *best)
{
    if (size > best->size && is_address(address) && !is_placeholder(address))
        *best = (Candidate){address, size};
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
static Slice set_of(Slice attrs, int nth)
{
    static const char *const NAMES[SETS] = {" srcset=\"", " data-srcset=\"", " data-lazy-srcset=\""};
    return value_of(attrs, NAMES[nth], (Py_ssize_t)strlen(NAMES[nth]));
}

/* largest: the widest candidate around an element and of the sets that it names; empty for none. */
static Slice largest(Slice attrs, Slice around)
{
    Candidate best = {EMPTY, 0};
    for (int nth = -1; nth < SETS; nth++) {
        Slice value = nth < 0 ? around : set_of(attrs, nth);
        if (value.size > MAX_SET_CHARS)
            value.size = MAX_SET_CHARS;
        read_candidates(value, &best);
    }
    return best.address;
}

static Slice find_lazy(Slice attrs)
{
    static const char *const LAZY[] = {
        " data-src=\"", " data-original=\"", " data-lazy-src=\"", " data-lazy=\"", " data-orig-file=\"",
        " data-full-src=\"", " data-hi-res-src=\"", " data-image=\"", " data-url=\"",
    };
    for (size_t nth = 0; nth < sizeof LAZY / sizeof *LAZY && HOLDS(attrs, " data-"); nth++) {
        Slice value = value_of(attrs, LAZY[nth], (Py_ssize_t)strlen(LAZY[nth]));
        if (is_address(value))
            return value;
    }
    return EMPTY;
}

/* A stated width or height in pixels, or -1. */
static int pixels_of(Slice attrs, const char *name)
{
    return digits_of(value_of(attrs, name, (Py_ssize_t)strlen(name)), 4);
}

static bool holds_avatar(Slice attrs)
{
    for (Py_ssize_t at = 0; at < attrs.size; at++)
        if (word_at(attrs, at, "avatar"))
            return true;
    return false;
}

/* _is_sign: a counter, an icon, or the face beside a name. */
static bool is_sign(Slice attrs)
{
    int width = pixels_of(attrs, " width=\""), height = pixels_of(attrs, " height=\"");
    int most = width > height ? width : height, least = width < 0 ? height : height < 0 ? width : width + height - most;
    if (most < 0)
        return false;
    if (most > PORTRAIT)
        return least <= TINY;
    return least <= TINY || (width >= 0 && height >= 0 && most <= ICON) || holds_avatar(attrs);
}

static Slice find_source(Slice attrs, Slice around)
{
    if (is_sign(attrs))
        return EMPTY;
    Slice best = largest(attrs, around);
    if (best.size)
        return best;
    Slice lazy = find_lazy(attrs), source = VALUE_OF(attrs, " src=\"");
    if (lazy.size && (!has_picture(source) || has_picture(lazy) || is_placeholder(source)))
        return lazy;
    return is_placeholder(source) ? EMPTY : source;
}

/* ---- what the walk asks ---- */

static PyObject *call_with_text(PyObject *function, Slice text, PyObject *more)
{
    PyObject *first = slice_str(text);
    PyObject *found = first == NULL ? NULL : PyObject_CallFunctionObjArgs(function, first, more, NULL);
    Py_XDECREF(first);
    return found;
}

/* Whether the core can read attributes: they are ASCII, but for the words that say what the image shows. */
static bool is_readable(Slice attrs)
{
    Slice alt = VALUE_OF(attrs, " alt=\""), title = VALUE_OF(attrs, " title=\"");
    for (Py_ssize_t at = 0; at < attrs.size; at++) {
        const char *here = attrs.at + at;
        if ((unsigned char)*here < 0x80)
            continue;
        if (here >= alt.at && here < alt.at + alt.size)
            at = alt.at + alt.size - attrs.at - 1;
        else if (here >= title.at && here < title.at + title.size)
            at = title.at + title.size - attrs.at - 1;
        else
            return false;
    }
    return true;
}

/* Pictures.see for a source element: keep its candidates for the image after it. */
int see_source(Walk *walk, Slice attrs)
{
    if (!HOLDS(attrs, "srcset"))
        return 0;
    PyObject *text = slice_str(attrs);
    PyObject *found =
        text == NULL ? NULL : PyObject_CallFunctionObjArgs(KNOWN.add_candidates, walk->source, text, NULL);
    Py_XDECREF(text);
    if (found == NULL)
        return -1;
    Py_SETREF(walk->source, found);
    return 0;
}

/* The address of an image, decoded; empty where it shows nothing. Forgets the source elements before it. */
static PyObject *take_source(Walk *walk, Slice attrs)
{
    PyObject *around = walk->source, *raw;
    walk->source = Py_NewRef(KNOWN.empty_text);
    Slice before;
    before.at = PyUnicode_AsUTF8AndSize(around, &before.size);
    if (before.at == NULL)
        raw = NULL;
    else if (is_readable(attrs) && is_ascii(before))
        raw = slice_str(find_source(attrs, before));
    else
        raw = call_with_text(KNOWN.find_source, attrs, around);
    Py_DECREF(around);
    if (raw == NULL)
        return NULL;
    Slice found;
    found.at = PyUnicode_AsUTF8AndSize(raw, &found.size);
    PyObject *plain = found.at == NULL ? NULL : unescape(found);
    Py_DECREF(raw);
    return plain;
}

static PyObject *alt_of(Slice attrs)
{
    Slice raw = VALUE_OF(attrs, " alt=\"");
    if (raw.size == 0)
        raw = VALUE_OF(attrs, " title=\"");
    if (raw.size == 0)
        return Py_NewRef(KNOWN.empty_text);
    PyObject *text = unescape(raw);
    PyObject *words = text == NULL ? NULL : PyUnicode_Split(text, NULL, -1);
    Py_XDECREF(text);
    PyObject *space = words == NULL ? NULL : PyUnicode_FromString(" ");
    PyObject *alt = space == NULL ? NULL : PyUnicode_Join(space, words);
    Py_XDECREF(words);
    Py_XDECREF(space);
    return alt;
}

/* The name of an image's file, made when it is first asked for; borrowed. None for an embed. */
static PyObject *name_of_file(Walk *walk, Py_ssize_t nth)
{
    PyObject *known = PyList_GET_ITEM(walk->file_names, nth);
    if (known == Py_None || PyUnicode_Check(known))
        return known;
    PyObject *source = PyObject_GetAttr(known, IMAGE_NAMES[1]);
    PyObject *name = source == NULL ? NULL : PyObject_CallOneArg(KNOWN.file_name, source);
    Py_XDECREF(source);
    if (name == NULL || PyList_SetItem(walk->file_names, nth, name) < 0)
        return NULL;
    return name;
}

/* Whether two images may be one, as is_double tells without its look at figures; -1 with an exception set. */
static int may_be_double(Walk *walk, Py_ssize_t one, Py_ssize_t other)
{
    PyObject *name = name_of_file(walk, one), *other_name = name == NULL ? NULL : name_of_file(walk, other);
    if (other_name == NULL)
        return -1;
    if (name == Py_None || other_name == Py_None || PyUnicode_Compare(name, other_name) == 0)
        return 1;
    PyObject *alt = PyObject_GetAttr(PyList_GET_ITEM(walk->images, one), IMAGE_NAMES[2]);
    PyObject *other_alt = PyObject_GetAttr(PyList_GET_ITEM(walk->images, other), IMAGE_NAMES[2]);
    bool same = alt != NULL && other_alt != NULL && PyUnicode_GET_LENGTH(alt) && PyUnicode_Compare(alt, other_alt) == 0;
    Py_XDECREF(alt);
    Py_XDECREF(other_alt);
    return same;
}

/* The last image goes where it is the double of one just before, without text between them. */
static int join_last(Walk *walk)
{
    Py_ssize_t last = PyList_GET_SIZE(walk->images) - 1;
    for (Py_ssize_t nth = last - 1; nth >= 0 && nth > last - MAX_NEIGHBOURS; nth--) {
        if (walk->befores[nth] != walk->befores[last])
            break;
        int doubt = may_be_double(walk, last, nth);
        if (doubt == 0)
            continue;
        PyObject *joined = doubt < 0 ? NULL
                                     : PyObject_CallFunctionObjArgs(KNOWN.join_double,
                                                                    PyList_GET_ITEM(walk->images, nth),
                                                                    PyList_GET_ITEM(walk->images, last), NULL);
        if (joined == NULL)
            return -1;
        if (joined == Py_None) {
            Py_DECREF(joined);
            continue;
        }
        if (PyList_SetItem(walk->images, nth, joined) < 0)
            return -1;
        return PySequence_DelItem(walk->images, last) < 0 || PySequence_DelItem(walk->file_names, last) < 0 ? -1 : 0;
    }
    return 0;
}

static int append_image(Walk *walk, PyObject *image, Py_ssize_t before, bool embed)
{
    Py_ssize_t count = PyList_GET_SIZE(walk->images);
    Py_ssize_t *grown = grow(walk->befores, count, &walk->before_room, sizeof *walk->befores);
    if (grown == NULL)
        return -1;
    walk->befores = grown;
    walk->befores[count] = before;
    if (PyList_Append(walk->images, image) < 0 || PyList_Append(walk->file_names, embed ? Py_None : image) < 0)
        return -1;
    return join_last(walk);
}

int add_image(Walk *walk, const Tag *tag, int frame)
{
    if (slice_is(tag->name, "source"))
        return see_source(walk, tag->attrs);
    if (PyList_GET_SIZE(walk->images) >= MAX_IMAGES)
        return 0;
    int link = frame;
    while (walk->frames[link].tag.span != S_LINK && walk->frames[link].depth)
        link = walk->frames[link].parent;
    PyObject *source = contain(walk, frame) == NULL ? NULL : take_source(walk, tag->attrs);
    if (source == NULL || PyUnicode_GET_LENGTH(source) == 0) {
        Py_XDECREF(source);
        return source == NULL ? -1 : 0;
    }
    Py_ssize_t before = PyList_GET_SIZE(walk->blocks) + (walk->innermost != NONE);
    PyObject *place = walk->frames[frame].place != NULL ? walk->frames[frame].place : Py_None;
    bool embed = slice_is(tag->name, "embed");
    PyObject *values[] = {PyLong_FromSsize_t(before), source, alt_of(tag->attrs),
                          unescape(walk->frames[link].tag.value), Py_NewRef(place), PyBool_FromLong(embed)};
    PyObject *image = make_record(KNOWN.Image, IMAGE_NAMES, values, 6);
    int failed = image == NULL || append_image(walk, image, before, embed) < 0;
    Py_XDECREF(image);
    return failed ? -1 : 0;
}
