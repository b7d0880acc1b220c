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

static PyObject *alt_of(const Attrs *attrs)
{
    Slice raw = FIND_VALUE(attrs, " alt=\"");
    if (raw.size == 0)
        raw = FIND_VALUE(attrs, " title=\"");
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
    PyObject *name = source == NULL ? NULL : file_name(source);
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
