/* What Python hands over once: the records' classes, the tables of tags.py and a few functions that C calls back. */
#include "core.h"

#include <string.h>
#include <structmember.h>

Known KNOWN;
PyObject *BLOCK_NAMES[12], *MARK_NAMES[5], *IMAGE_NAMES[6];

enum { SLOTS = 512, MOST_NAMES = 256 };
static Name NAMES[MOST_NAMES];
static int NAME_COUNT;
static short SLOT_OF[SLOTS];

static unsigned hash_name(Slice name)
{
    unsigned hash = 2166136261U;
    for (Py_ssize_t at = 0; at < name.size; at++)
        hash = (hash ^ (unsigned char)name.at[at]) * 16777619U;
    return hash % SLOTS;
}

const Name *find_name(Slice name)
{
    if (name.size == 0 || name.size >= (Py_ssize_t)sizeof NAMES[0].name)
        return NULL;
    for (unsigned slot = hash_name(name); SLOT_OF[slot]; slot = (slot + 1) % SLOTS)
        if (slice_is(name, NAMES[SLOT_OF[slot] - 1].name))
            return &NAMES[SLOT_OF[slot] - 1];
    return NULL;
}

/* A row of the table: (name, block, empty, cell, mark, change, kind, level, span, place). */
static int add_name(PyObject *row)
{
    const char *text;
    int block, empty, cell, mark, change, kind, level, span, place;
    if (!PyArg_ParseTuple(row, "sppppiiiii", &text, &block, &empty, &cell, &mark, &change, &kind, &level, &span,
                          &place))
        return -1;
    if (NAME_COUNT >= MOST_NAMES || strlen(text) >= sizeof NAMES[0].name) {
        PyErr_Format(PyExc_ValueError, "no room for the tag name %s", text);
        return -1;
    }
    Name *name = &NAMES[NAME_COUNT];
    *name = (Name){.block = block, .empty = empty, .cell = cell, .mark = mark, .change = (signed char)change,
                   .kind = (signed char)kind, .level = (signed char)level, .span = (signed char)span,
                   .place = (signed char)place};
    strcpy(name->name, text);
    name->word = PyUnicode_InternFromString(text);
    if (name->word == NULL)
        return -1;
    unsigned slot = hash_name((Slice){text, (Py_ssize_t)strlen(text)});
    while (SLOT_OF[slot])
        slot = (slot + 1) % SLOTS;
    SLOT_OF[slot] = (short)++NAME_COUNT;
    return 0;
}

static int take(PyObject *tables, const char *key, PyObject **into)
{
    PyObject *found = PyDict_GetItemString(tables, key);
    if (found == NULL) {
        PyErr_Format(PyExc_KeyError, "%s", key);
        return -1;
    }
    Py_XSETREF(*into, Py_NewRef(found));
    return 0;
}

static int take_all(PyObject *tables, const char *key, PyObject **into, Py_ssize_t count)
{
    PyObject *found = PyDict_GetItemString(tables, key);
    if (found == NULL || !PyTuple_Check(found) || PyTuple_GET_SIZE(found) != count) {
        PyErr_Format(PyExc_ValueError, "%s: a tuple of %zd is wanted", key, count);
        return -1;
    }
    for (Py_ssize_t nth = 0; nth < count; nth++)
        Py_XSETREF(into[nth], Py_NewRef(PyTuple_GET_ITEM(found, nth)));
    return 0;
}

static int take_objects(PyObject *tables)
{
    const struct {
        const char *key;
        PyObject **into;
    } OBJECTS[] = {
        {"Block", &KNOWN.Block}, {"Container", &KNOWN.Container}, {"Place", &KNOWN.Place}, {"Span", &KNOWN.Span},
        {"Cell", &KNOWN.Cell}, {"Mark", &KNOWN.Mark}, {"Image", &KNOWN.Image},
        {"find_source", &KNOWN.find_source}, {"file_name", &KNOWN.file_name},
        {"tokenize", &KNOWN.tokenize}, {"unescape", &KNOWN.unescape},
        {"group_of_names", &KNOWN.group_of_names}, {"add_raw_formulas", &KNOWN.add_raw_formulas},
        {"join_initial", &KNOWN.join_initial}, {"opened_word", &KNOWN.opened_word},
    };
    for (size_t nth = 0; nth < sizeof OBJECTS / sizeof *OBJECTS; nth++)
        if (take(tables, OBJECTS[nth].key, OBJECTS[nth].into) < 0)
            return -1;
    if (take_all(tables, "block_kinds", KNOWN.block_kinds, BLOCK_KIND_COUNT) < 0 ||
        take_all(tables, "span_kinds", KNOWN.span_kinds, SPAN_KIND_COUNT) < 0 ||
        take_all(tables, "place_kinds", KNOWN.place_kinds, PLACE_KIND_COUNT) < 0 ||
        take_all(tables, "hidden_words", KNOWN.hidden_words, 3) < 0 ||
        take_all(tables, "groups", KNOWN.group_names, GROUPS) < 0 ||
        take_all(tables, "block_fields", BLOCK_NAMES, 12) < 0 || take_all(tables, "mark_fields", MARK_NAMES, 5) < 0 ||
        take_all(tables, "image_fields", IMAGE_NAMES, 6) < 0)
        return -1;
    Py_XSETREF(KNOWN.empty_tuple, PyTuple_New(0));
    Py_XSETREF(KNOWN.empty_text, PyUnicode_FromString(""));
    return KNOWN.empty_tuple == NULL || KNOWN.empty_text == NULL ? -1 : 0;
}

PyObject *core_setup(PyObject *module, PyObject *tables)
{
    (void)module;
    if (!PyDict_Check(tables)) {
        PyErr_SetString(PyExc_TypeError, "a dict is wanted");
        return NULL;
    }
    PyObject *names = PyDict_GetItemString(tables, "names");
    if (names == NULL || !PyList_Check(names)) {
        PyErr_SetString(PyExc_ValueError, "names: a list is wanted");
        return NULL;
    }
    if (take_objects(tables) < 0)
        return NULL;
    memset(SLOT_OF, 0, sizeof SLOT_OF);
    NAME_COUNT = 0;
    for (Py_ssize_t nth = 0; nth < PyList_GET_SIZE(names); nth++)
        if (add_name(PyList_GET_ITEM(names, nth)) < 0)
            return NULL;
    Py_RETURN_NONE;
}

void hide_record(PyObject *made, PyObject *const values[], Py_ssize_t count)
{
    if (PyObject_IS_GC(made))
        PyObject_GC_UnTrack(made);
    for (Py_ssize_t nth = 0; nth < count; nth++)
        if (PyTuple_CheckExact(values[nth]))
            PyObject_GC_UnTrack(values[nth]);
}

PyObject *make_tuple(PyObject *type, PyObject **items, Py_ssize_t count)
{
    bool whole = true;
    for (Py_ssize_t nth = 0; nth < count; nth++)
        whole = whole && items[nth] != NULL;
    PyObject *made = whole ? ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, count) : NULL;
    for (Py_ssize_t nth = 0; nth < count; nth++) {
        if (made != NULL)
            PyTuple_SET_ITEM(made, nth, items[nth]);
        else
            Py_XDECREF(items[nth]);
    }
    if (made != NULL)
        hide_record(made, items, count);
    return made;
}

/* Where the fields of a class lie in its instances, found out once: slots are filled much faster than by name. */
enum { MOST_LAYOUTS = 24, MOST_FIELDS = 16 };
typedef struct {
    PyObject *type, *names[MOST_FIELDS];
    int count; /* 0 if the fields are no slots */
    Py_ssize_t offsets[MOST_FIELDS];
} Layout;
static Layout LAYOUTS[MOST_LAYOUTS];
static int LAYOUT_COUNT;

/* The place of a slot, or -1 for what is none. */
static Py_ssize_t offset_of(PyObject *type, PyObject *name)
{
    PyObject *slot = PyObject_GetAttr(type, name);
    Py_ssize_t offset = -1;
    if (slot == NULL)
        PyErr_Clear();
    else if (Py_TYPE(slot) == &PyMemberDescr_Type && ((PyMemberDescrObject *)slot)->d_member->type == T_OBJECT_EX)
        offset = ((PyMemberDescrObject *)slot)->d_member->offset;
    Py_XDECREF(slot);
    return offset;
}

int find_slots(PyObject *type, const char *const names[], int count, Py_ssize_t *slots)
{
    for (int nth = 0; nth < count; nth++) {
        PyObject *name = PyUnicode_FromString(names[nth]);
        if (name == NULL)
            return -1;
        slots[nth] = offset_of(type, name);
        Py_DECREF(name);
        if (slots[nth] < 0) {
            PyErr_Format(PyExc_ValueError, "a class with a slot for %s is wanted", names[nth]);
            return -1;
        }
    }
    return 0;
}

static bool is_layout(const Layout *layout, PyObject *type, PyObject *const names[], int count)
{
    if (layout->type != type || (layout->count && layout->count != count))
        return false;
    for (int nth = 0; nth < layout->count; nth++)
        if (layout->names[nth] != names[nth])
            return false;
    return true;
}

/* The layout of a class whose fields have these names; NULL where they are to be set by name. */
static const Layout *layout_of(PyObject *type, PyObject *const names[], int count)
{
    for (int nth = 0; nth < LAYOUT_COUNT; nth++)
        if (is_layout(&LAYOUTS[nth], type, names, count))
            return LAYOUTS[nth].count ? &LAYOUTS[nth] : NULL;
    if (LAYOUT_COUNT == MOST_LAYOUTS || count > MOST_FIELDS)
        return NULL;
    Layout *layout = &LAYOUTS[LAYOUT_COUNT++];
    layout->type = Py_NewRef(type); /* kept, so that no other class comes to lie there */
    layout->count = count;
    for (int nth = 0; nth < count; nth++) {
        layout->names[nth] = Py_NewRef(names[nth]);
        layout->offsets[nth] = offset_of(type, names[nth]);
        if (layout->offsets[nth] < 0)
            layout->count = 0;
    }
    return layout->count ? layout : NULL;
}

PyObject *make_record(PyObject *type, PyObject *const names[], PyObject **values, int count)
{
    bool whole = true;
    for (int nth = 0; nth < count; nth++)
        whole = whole && values[nth] != NULL;
    PyTypeObject *of = (PyTypeObject *)type;
    const Layout *layout = whole ? layout_of(type, names, count) : NULL;
    PyObject *made = whole ? of->tp_alloc(of, 0) : NULL;
    if (made != NULL && layout != NULL) {
        for (int nth = 0; nth < count; nth++)
            *(PyObject **)((char *)made + layout->offsets[nth]) = values[nth];
        hide_record(made, values, count);
        return made;
    }
    for (int nth = 0; nth < count; nth++) {
        if (made != NULL && PyObject_GenericSetAttr(made, names[nth], values[nth]) < 0)
            Py_CLEAR(made);
        Py_XDECREF(values[nth]);
    }
    return made;
}
