/* Images of a page, and which of two is the double of the other: Pictures of images.py. */
#include "walk.h"

#include <string.h>

enum { MAX_IMAGES = 2000, MAX_NEIGHBOURS = 8 };

/* ---- what the walk asks ---- */

static PyObject *call_with_text(PyObject *function, Slice text, PyObject *more)
{
    PyObject *first = slice_str(text);
    PyObject *found = first == NULL ? NULL : PyObject_CallFunctionObjArgs(function, first, more, NULL);
    Py_XDECREF(first);
    return found;
}

/* Whether the core can read attributes: they are ASCII, but for the words that say what the image shows. */
static bool is_readable(const Attrs *indexed)
{
    Slice attrs = indexed->raw;
    if (is_ascii(attrs))
        return true;
    Slice alt = FIND_VALUE(indexed, " alt=\""), title = FIND_VALUE(indexed, " title=\"");
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

/* The address of an image, decoded; empty where it shows nothing. Forgets the source elements before it. */
static PyObject *take_source(Walk *walk, const Attrs *attrs)
{
    Slice before = {walk->source.size ? walk->source.at : "", walk->source.size};
    walk->source.size = 0; /* what it held stays until the next source element */
    if (is_readable(attrs) && is_ascii(before))
        return unescape(find_source(attrs, before));
    PyObject *around = slice_str(before);
    PyObject *raw = around == NULL ? NULL : call_with_text(KNOWN.find_source, attrs->raw, around);
    Py_XDECREF(around);
    Slice found = {NULL, 0};
    if (raw != NULL)
        found.at = PyUnicode_AsUTF8AndSize(raw, &found.size);
    PyObject *plain = found.at == NULL ? NULL : unescape(found);
    Py_XDECREF(raw);
    return plain;
}

/* Whether the words of a text in ASCII have single spaces between them and nothing else around them. */
static bool is_collapsed(Slice text)
{
    unsigned char last = ' ';
    for (Py_ssize_t at = 0; at < text.size; at++) {
        unsigned char byte = (unsigned char)text.at[at];
        if (byte >= 0x80 || byte == '&' || (ASCII_SPACE[byte] && (byte != ' ' || last == ' ')))
            return false;
        last = byte;
    }
    return last != ' ';
}

static PyObject *alt_of(const Attrs *attrs)
{
    Slice raw = FIND_VALUE(attrs, " alt=\"");
    if (raw.size == 0)
        raw = FIND_VALUE(attrs, " title=\"");
    if (raw.size == 0)
        return Py_NewRef(KNOWN.empty_text);
    if (is_collapsed(raw))
        return slice_str(raw);
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
    PyObject *name = source == NULL ? NULL : file_name(source);
    Py_XDECREF(source);
    if (name == NULL || PyList_SetItem(walk->file_names, nth, name) < 0)
        return NULL;
    return name;
}

/* The fields of an image that tell whether it is the double of another; borrowed, for the image holds them. */
typedef struct {
    PyObject *source, *alt, *place;
} Picture;

static int read_picture(PyObject *image, Picture *picture)
{
    PyObject **const FIELDS[] = {&picture->source, &picture->alt, &picture->place};
    static const int NUMBERS[] = {1, 2, 4};
    for (int nth = 0; nth < 3; nth++) {
        *FIELDS[nth] = PyObject_GetAttr(image, IMAGE_NAMES[NUMBERS[nth]]);
        if (*FIELDS[nth] == NULL)
            return -1;
        Py_DECREF(*FIELDS[nth]);
    }
    return 0;
}

/* is_double: whether two images are the same; -1 with an exception set. */
static int is_double(Walk *walk, Py_ssize_t one, Py_ssize_t other)
{
    Picture first, second;
    PyObject *name = name_of_file(walk, one), *other_name = name == NULL ? NULL : name_of_file(walk, other);
    if (other_name == NULL || read_picture(PyList_GET_ITEM(walk->images, one), &first) < 0 ||
        read_picture(PyList_GET_ITEM(walk->images, other), &second) < 0)
        return -1;
    if (name == Py_None || other_name == Py_None)
        return PyUnicode_Compare(first.source, second.source) == 0;
    if (PyUnicode_Compare(name, other_name) == 0)
        return 1;
    bool same_figure = first.place != Py_None && first.place == second.place &&
                       PyUnicode_Compare(PyTuple_GET_ITEM(first.place, 0), KNOWN.place_kinds[P_FIGURE]) == 0;
    return same_figure && PyUnicode_GET_LENGTH(first.alt) && PyUnicode_Compare(first.alt, second.alt) == 0;
}

/* join_double: the image that replaces two equal ones; a new reference. */
static PyObject *join_double(PyObject *image, PyObject *twin)
{
    Picture first, second;
    if (read_picture(image, &first) < 0 || read_picture(twin, &second) < 0)
        return NULL;
    if (PyUnicode_GET_LENGTH(first.alt) || !PyUnicode_GET_LENGTH(second.alt))
        return Py_NewRef(image);
    PyObject *values[6];
    for (int nth = 0; nth < 6; nth++)
        values[nth] = nth == 2 ? Py_NewRef(second.alt) : PyObject_GetAttr(image, IMAGE_NAMES[nth]);
    return make_record(KNOWN.Image, IMAGE_NAMES, values, 6);
}

/* The last image goes where it is the double of one just before, without text between them. */
static int join_last(Walk *walk)
{
    Py_ssize_t last = PyList_GET_SIZE(walk->images) - 1;
    for (Py_ssize_t nth = last - 1; nth >= 0 && nth > last - MAX_NEIGHBOURS; nth--) {
        if (walk->befores[nth] != walk->befores[last])
            break;
        int found = is_double(walk, nth, last);
        if (found == 0)
            continue;
        PyObject *joined = found < 0 ? NULL
                                     : join_double(PyList_GET_ITEM(walk->images, nth),
                                                   PyList_GET_ITEM(walk->images, last));
        if (joined == NULL || PyList_SetItem(walk->images, nth, joined) < 0)
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
    Attrs attrs;
    index_attributes(tag->attrs, &attrs);
    if (slice_is(tag->name, "source"))
        return add_candidates(&walk->source, &attrs);
    walk->bounded |= PyList_GET_SIZE(walk->images) >= MAX_IMAGES - 1;
    if (PyList_GET_SIZE(walk->images) >= MAX_IMAGES)
        return 0;
    int link = frame;
    while (walk->frames[link].tag.span != S_LINK && walk->frames[link].depth)
        link = walk->frames[link].parent;
    PyObject *source = contain(walk, frame) == NULL ? NULL : take_source(walk, &attrs);
    if (source == NULL || PyUnicode_GET_LENGTH(source) == 0) {
        Py_XDECREF(source);
        return source == NULL ? -1 : 0;
    }
    Py_ssize_t before = PyList_GET_SIZE(walk->blocks) + (walk->innermost != NONE);
    PyObject *place = walk->frames[frame].place != NULL ? walk->frames[frame].place : Py_None;
    bool embed = slice_is(tag->name, "embed");
    PyObject *values[] = {PyLong_FromSsize_t(before), source, alt_of(&attrs),
                          unescape(walk->frames[link].tag.value), Py_NewRef(place), PyBool_FromLong(embed)};
    PyObject *image = make_record(KNOWN.Image, IMAGE_NAMES, values, 6);
    int failed = image == NULL || append_image(walk, image, before, embed) < 0;
    Py_XDECREF(image);
    return failed ? -1 : 0;
}
