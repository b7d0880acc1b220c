/* Open elements, and the records of containers and places that blocks hang in: frame.py and Walk.contain. */
#include "walk.h"

#include <string.h>

enum { MAX_PLACES = 48 };

int add_frame(Walk *walk, const Tag *tag, State state, int around)
{
    Frame *grown = walk->frame_count < INT_MAX - 1
                       ? grow(walk->frames, walk->frame_count, &walk->frame_room, sizeof *walk->frames)
                       : (Frame *)PyErr_NoMemory();
    if (grown == NULL)
        return -1;
    walk->frames = grown;
    int parent = walk->top, depth = parent == NONE ? 0 : grown[parent].depth + 1;
    int index = (int)walk->frame_count++;
    if (parent == NONE)
        parent = index;
    grown[index] = (Frame){.tag = *tag, .state = state, .parent = parent, .depth = depth, .around = around};
    grown[index].inlines = (int)walk->inline_count;
    grown[index].serial = ++walk->serial;
    walk->top = index;
    return 0;
}

/* Give back the elements above an open one: they are closed, and no text waits for them. */
void release_above(Walk *walk, int frame)
{
    while (walk->frame_count > frame + 1) {
        Frame *gone = &walk->frames[--walk->frame_count];
        Py_CLEAR(gone->container);
        Py_CLEAR(gone->place);
        free_grid(gone->grid);
    }
    walk->inline_count = walk->frames[frame].inlines;
}

int add_inline(Walk *walk, int kind, Slice value, int parent, bool hidden)
{
    Inline *grown = walk->inline_count < INT_MAX - 1
                        ? grow(walk->inlines, walk->inline_count, &walk->inline_room, sizeof *walk->inlines)
                        : (Inline *)PyErr_NoMemory();
    if (grown == NULL)
        return -1;
    walk->inlines = grown;
    Inline made = {.value = value, .parent = parent, .kind = (signed char)kind};
    made.link = kind == S_LINK;
    made.hidden = hidden;
    if (parent != NONE) {
        made.link = made.link || grown[parent].link;
        made.hidden = hidden || grown[parent].hidden;
        made.depth = grown[parent].depth + 1;
    }
    grown[walk->inline_count] = made;
    return (int)walk->inline_count++;
}

int add_piece(Walk *walk, What what, Slice text, int around)
{
    Piece *grown = grow(walk->pieces, walk->piece_count, &walk->piece_room, sizeof *walk->pieces);
    if (grown == NULL)
        return -1;
    walk->pieces = grown;
    grown[walk->piece_count++] = (Piece){.text = text, .around = around, .what = what};
    return 0;
}

/* ---- places ---- */

/* whole_number: a short whole number, or what stands in for one. */
static int whole_number(Slice text, int otherwise)
{
    text = trim(text);
    bool negative = text.size && text.at[0] == '-';
    int value = digits_of((Slice){text.at + negative, text.size - negative}, 7);
    return value < 0 ? otherwise : negative ? -value : value;
}

static void number_item(Frame *list, const Frame *item, int *number)
{
    int start = whole_number(VALUE_OF(list->tag.attrs, " start=\""), 1);
    int stated = whole_number(VALUE_OF(item->tag.attrs, " value=\""), 0);
    if (stated)
        list->number = stated - start + 1;
    *number = start + list->number - 1;
}

/* make_place: what an open element means for the blocks inside it; a new reference. */
static PyObject *make_place(Walk *walk, int index)
{
    Frame *frame = &walk->frames[index], *parent = &walk->frames[frame->parent];
    int kind = frame->tag.place, number = 0;
    PyObject *around = parent->place != NULL ? parent->place : Py_None;
    if (kind < 0 || (kind == P_TABLE && !frame->state.data) || (kind == P_ROW && !frame->state.row))
        return Py_NewRef(around);
    bool ordered = false;
    PyObject *value = Py_NewRef(KNOWN.empty_text), *label = Py_NewRef(KNOWN.empty_text);
    if (kind == P_LIST) {
        ordered = slice_is(frame->tag.name, "ol");
    } else if (kind == P_ITEM) {
        number_item(parent, frame, &number);
        if (frame->task)
            Py_SETREF(value, PyUnicode_FromStringAndSize(&frame->task, 1));
    } else if (kind == P_ROW) {
        ordered = slice_is(parent->tag.name, "thead");
    } else if ((kind == P_CODE || kind == P_CALLOUT || kind == P_NOTE) &&
               HOLDS(frame->tag.attrs, "data-cleaner-value")) {
        Py_SETREF(value, unescape(VALUE_OF(frame->tag.attrs, " data-cleaner-value=\"")));
        Py_SETREF(label, unescape(VALUE_OF(frame->tag.attrs, " data-cleaner-label=\"")));
    }
    PyObject *values[] = {Py_NewRef(KNOWN.place_kinds[kind]), Py_NewRef(around), PyLong_FromSsize_t(walk->order),
                          PyBool_FromLong(ordered), PyLong_FromLong(number), value, label};
    return make_tuple(KNOWN.Place, values, 7);
}

/* ---- containers ---- */

/* The words of an element's names, with a sign in front where a button opens it. */
static PyObject *words_of(Walk *walk, const Tag *tag)
{
    PyObject *words = find_names(tag->attrs);
    if (words == NULL || walk->opened == NULL || !HAS(tag->attrs, " id=\""))
        return words;
    PyObject *name = slice_str(VALUE_OF(tag->attrs, " id=\""));
    int opened = name == NULL ? -1 : PySet_Contains(walk->opened, name);
    Py_XDECREF(name);
    if (opened == 0)
        return words;
    PyObject *first = opened < 0 ? NULL : PyTuple_Pack(1, KNOWN.opened_word);
    PyObject *both = first == NULL ? NULL : PySequence_Concat(first, words);
    Py_XDECREF(first);
    Py_DECREF(words);
    return both;
}

/* The record of one element whose parent has one; and its place. */
static int make_container(Walk *walk, int index)
{
    Frame *frame = &walk->frames[index], *parent = &walk->frames[frame->parent];
    PyObject *around = parent->container != NULL && parent != frame ? parent->container : Py_None;
    PyObject *values[] = {name_of(&frame->tag), words_of(walk, &frame->tag), Py_NewRef(around),
                          PyLong_FromSsize_t(walk->order), PyLong_FromLong(frame->depth)};
    frame->container = make_tuple(KNOWN.Container, values, 5);
    if (frame->container == NULL)
        return -1;
    frame->levels = parent->levels;
    if (frame->tag.place >= 0 && frame->levels < MAX_PLACES) {
        frame->place = make_place(walk, index);
        if (frame->place == NULL)
            return -1;
        frame->task = 0;
        walk->bounded |= ++frame->levels >= MAX_PLACES;
    } else {
        frame->place = Py_XNewRef(parent->place);
    }
    walk->order++;
    return 0;
}

PyObject *contain(Walk *walk, int frame)
{
    Py_ssize_t count = 0;
    for (int at = frame; walk->frames[at].container == NULL; at = walk->frames[at].parent) {
        Py_ssize_t *grown = grow(walk->missing, count, &walk->missing_room, sizeof *walk->missing);
        if (grown == NULL)
            return NULL;
        walk->missing = grown;
        walk->missing[count++] = at;
    }
    while (count)
        if (make_container(walk, (int)walk->missing[--count]) < 0)
            return NULL;
    return walk->frames[frame].container;
}
