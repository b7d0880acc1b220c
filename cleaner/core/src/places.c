/* The blocks of each place of a page: group_by_place of structure.py. */
#include "core.h"

#include <string.h>

enum { PLACE_KIND, PLACE_PARENT, PLACE_FIELDS = 7, MOST_KINDS = 8 };

static PyObject *PLACED; /* the class Block */
static Py_ssize_t PLACE_SLOT;

/* The lists of the innermost places of each kind at or around a place, borrowed; NULL where there is none. */
typedef struct {
    PyObject *place; /* borrowed; NULL in a free slot */
    PyObject *lists[MOST_KINDS];
} Around;

/* The known places, in a hash table by identity; ``line`` are the places on the way to a known one. */
typedef struct {
    PyObject *kinds, *groups, *made; /* a tuple, a list of dicts, a dict from place to list */
    Around *slots, none;
    size_t room, count;
    PyObject **line;
    Py_ssize_t length, line_room;
} Places;

/* places_setup(Block) */
PyObject *core_places_setup(PyObject *module, PyObject *block)
{
    (void)module;
    static const char *const NAME[] = {"place"};
    if (!PyType_Check(block)) {
        PyErr_SetString(PyExc_TypeError, "places_setup: a class is wanted");
        return NULL;
    }
    Py_ssize_t slot;
    if (find_slots(block, NAME, 1, &slot) < 0)
        return NULL;
    PLACE_SLOT = slot;
    Py_XSETREF(PLACED, Py_NewRef(block));
    Py_RETURN_NONE;
}

static Around *find_slot(const Places *known, PyObject *place)
{
    size_t slot = ((uintptr_t)place >> 4) * 0x9E3779B97F4A7C15U & (known->room - 1);
    while (known->slots[slot].place != NULL && known->slots[slot].place != place)
        slot = (slot + 1) & (known->room - 1);
    return &known->slots[slot];
}

static int widen(Places *known)
{
    if (known->room > 2 * known->count + 2)
        return 0;
    Places wider = {.room = known->room ? 4 * known->room : 64};
    wider.slots = PyMem_Calloc(wider.room, sizeof *wider.slots);
    if (wider.slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t slot = 0; slot < known->room; slot++)
        if (known->slots[slot].place != NULL)
            *find_slot(&wider, known->slots[slot].place) = known->slots[slot];
    PyMem_Free(known->slots);
    known->slots = wider.slots;
    known->room = wider.room;
    return 0;
}

/* The list of a place of a kind that is grouped, borrowed: a new one, or that of an equal place. */
static PyObject *list_of(const Places *known, PyObject *place)
{
    PyObject *fresh = PyList_New(0);
    PyObject *list = fresh == NULL ? NULL : PyDict_SetDefault(known->made, place, fresh);
    Py_XDECREF(fresh); /* the dict holds it */
    return list;
}

/* Which of the grouped kinds a place has, or -1. */
static int kind_of(const Places *known, PyObject *place)
{
    PyObject *kind = PyTuple_GET_ITEM(place, PLACE_KIND);
    for (int nth = 0; nth < (int)PyTuple_GET_SIZE(known->kinds); nth++) {
        PyObject *wanted = PyTuple_GET_ITEM(known->kinds, nth);
        if (kind == wanted || PyUnicode_Compare(kind, wanted) == 0)
            return nth;
    }
    return -1;
}

/* What is around a place; NULL with an exception set. Valid until the next call. */
static const Around *look_up(Places *known, PyObject *place)
{
    const Around *found = &known->none;
    for (known->length = 0; place != Py_None; place = PyTuple_GET_ITEM(place, PLACE_PARENT)) {
        if (!PyTuple_Check(place) || PyTuple_GET_SIZE(place) != PLACE_FIELDS ||
            !PyUnicode_CheckExact(PyTuple_GET_ITEM(place, PLACE_KIND))) {
            PyErr_SetString(PyExc_TypeError, "a place is wanted");
            return NULL;
        }
        const Around *slot = known->room ? find_slot(known, place) : &known->none;
        if (slot->place != NULL) {
            found = slot;
            break;
        }
        PyObject **line = grow(known->line, known->length, &known->line_room, sizeof *line);
        if (line == NULL)
            return NULL;
        known->line = line;
        line[known->length++] = place;
    }
    Around around = *found;
    while (known->length > 0) {
        around.place = known->line[--known->length];
        int kind = kind_of(known, around.place);
        if (widen(known) < 0 || (kind >= 0 && (around.lists[kind] = list_of(known, around.place)) == NULL))
            return NULL;
        Around *slot = find_slot(known, around.place);
        *slot = around;
        known->count++;
        found = slot;
    }
    return found;
}

/* The innermost place of a kind at or around a place that has one, borrowed. */
static PyObject *holder_of(const Places *known, PyObject *place, int kind)
{
    while (kind_of(known, place) != kind)
        place = PyTuple_GET_ITEM(place, PLACE_PARENT);
    return place;
}

/* Enter a block into the lists of the places around it. */
static int add_block(Places *known, PyObject *block)
{
    PyObject *place = *(PyObject **)((char *)block + PLACE_SLOT);
    if (place == NULL || place == Py_None)
        return 0;
    const Around *around = look_up(known, place);
    if (around == NULL)
        return -1;
    for (int kind = 0; kind < (int)PyTuple_GET_SIZE(known->kinds); kind++) {
        PyObject *list = around->lists[kind];
        if (list == NULL)
            continue;
        if (PyList_GET_SIZE(list) == 0 &&
            PyDict_SetItem(PyList_GET_ITEM(known->groups, kind), holder_of(known, place, kind), list) < 0)
            return -1;
        if (PyList_Append(list, block) < 0)
            return -1;
    }
    return 0;
}

static int start(Places *known)
{
    if ((known->made = PyDict_New()) == NULL ||
        (known->groups = PyList_New(PyTuple_GET_SIZE(known->kinds))) == NULL)
        return -1;
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(known->kinds); nth++) {
        PyObject *group = PyUnicode_CheckExact(PyTuple_GET_ITEM(known->kinds, nth)) ? PyDict_New() : NULL;
        if (group == NULL) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_TypeError, "kinds are to be str");
            return -1;
        }
        PyList_SET_ITEM(known->groups, nth, group);
    }
    return 0;
}

/* places(blocks, kinds): a list with, for each kind, a dict from each of its places to its blocks. */
PyObject *core_places(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks;
    Places known = {0};
    if (!PyArg_ParseTuple(args, "O!O!", &PyTuple_Type, &blocks, &PyTuple_Type, &known.kinds))
        return NULL;
    if (PLACED == NULL || PyTuple_GET_SIZE(known.kinds) > MOST_KINDS) {
        PyErr_SetString(PyExc_ValueError, "a few kinds are wanted, after places_setup");
        return NULL;
    }
    bool done = start(&known) == 0;
    for (Py_ssize_t nth = 0; done && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, nth);
        done = Py_TYPE(block) == (PyTypeObject *)PLACED;
        if (!done)
            PyErr_SetString(PyExc_TypeError, "a block is wanted");
        done = done && add_block(&known, block) == 0;
    }
    PyMem_Free(known.slots);
    PyMem_Free(known.line);
    Py_XDECREF(known.made);
    if (!done)
        Py_CLEAR(known.groups);
    return known.groups;
}
