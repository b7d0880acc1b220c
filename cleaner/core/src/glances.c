/* Glances at all blocks of a page, of which most concern no judge: glances.py. */
#include "core.h"

#include <string.h>

enum { G_INDEX, G_KIND, G_TEXT, G_LINKS, G_CONTAINER, BLOCK_SLOTS };
enum { R_BLOCK, R_KIND, R_JUDGE, R_RULE, R_TEXT, R_SCORE, R_EDITED, REMOVAL_SLOTS };
enum { V_JUDGE = 2, V_RULE, V_KIND, V_SCORE, VERDICT_FIELDS };
enum { NODE_TAG, NODE_TOKENS, NODE_PARENT, NODE_FIELDS };
enum { SIGNED_NODES = 2, SIGNATURE = 1 + 2 * SIGNED_NODES };

enum { MOST_DECIMALS = 6 };
static PyObject *BLOCK, *REMOVAL, *ROUND, *DECIMALS;
static double STEPS; /* 10 to the power of DECIMALS, 0 if that is a large number */
static Py_ssize_t BLOCK_SLOT[BLOCK_SLOTS], REMOVAL_SLOT[REMOVAL_SLOTS];

/* glance_setup(Block, Removal, decimals of a removal's score) */
PyObject *core_glance_setup(PyObject *module, PyObject *args)
{
    (void)module;
    static const char *const OF_BLOCK[BLOCK_SLOTS] = {"index", "kind", "text", "link_chars", "container"};
    static const char *const OF_REMOVAL[REMOVAL_SLOTS] = {"block", "kind", "judge", "rule", "text", "score", "edited"};
    PyObject *block, *removal, *decimals;
    Py_ssize_t of_block[BLOCK_SLOTS], of_removal[REMOVAL_SLOTS];
    if (!PyArg_ParseTuple(args, "O!O!O!", &PyType_Type, &block, &PyType_Type, &removal, &PyLong_Type, &decimals) ||
        find_slots(block, OF_BLOCK, BLOCK_SLOTS, of_block) < 0 ||
        find_slots(removal, OF_REMOVAL, REMOVAL_SLOTS, of_removal) < 0)
        return NULL;
    if (ROUND == NULL && (ROUND = PyUnicode_InternFromString("__round__")) == NULL)
        return NULL;
    long power = PyLong_AsLong(decimals);
    if (power == -1 && PyErr_Occurred())
        return NULL;
    STEPS = power >= 0 && power <= MOST_DECIMALS ? 1 : 0;
    for (long nth = 0; STEPS > 0 && nth < power; nth++)
        STEPS *= 10;
    memcpy(BLOCK_SLOT, of_block, sizeof of_block);
    memcpy(REMOVAL_SLOT, of_removal, sizeof of_removal);
    Py_XSETREF(BLOCK, Py_NewRef(block));
    Py_XSETREF(REMOVAL, Py_NewRef(removal));
    Py_XSETREF(DECIMALS, Py_NewRef(decimals));
    Py_RETURN_NONE;
}

/* The value in a slot of a block, borrowed; the block was checked. */
static inline PyObject *slot_of(PyObject *block, int nth)
{
    return *(PyObject **)((char *)block + BLOCK_SLOT[nth]);
}

/* Whether an object is a block whose fields have the types that are read here; an exception is set if not. */
static bool is_block(PyObject *block)
{
    if (BLOCK == NULL || Py_TYPE(block) != (PyTypeObject *)BLOCK) {
        PyErr_SetString(PyExc_TypeError, "a block is wanted, after glance_setup");
        return false;
    }
    for (int nth = 0; nth < BLOCK_SLOTS; nth++)
        if (slot_of(block, nth) == NULL) {
            PyErr_SetString(PyExc_AttributeError, "a block without one of its fields");
            return false;
        }
    if (PyUnicode_Check(slot_of(block, G_TEXT)) && PyUnicode_CheckExact(slot_of(block, G_KIND)) &&
        PyLong_CheckExact(slot_of(block, G_LINKS)))
        return true;
    PyErr_SetString(PyExc_TypeError, "a block with other types in its fields");
    return false;
}

static inline Py_ssize_t size_of(PyObject *block) { return PyUnicode_GET_LENGTH(slot_of(block, G_TEXT)); }

/* Whether at least a share of a block's letters is in links. */
static inline bool is_linked(PyObject *block, double share)
{
    double least = share * (double)size_of(block);
    return least > 0 && PyLong_AsDouble(slot_of(block, G_LINKS)) >= least;
}

static int append_index(PyObject *list, Py_ssize_t nth)
{
    PyObject *number = PyLong_FromSsize_t(nth);
    int done = number == NULL ? -1 : PyList_Append(list, number);
    Py_XDECREF(number);
    return done;
}

static bool has_digit(PyObject *text)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t at = 0; at < PyUnicode_GET_LENGTH(text); at++) {
        Py_UCS4 code = PyUnicode_READ(kind, data, at);
        if (code < 128 ? code >= '0' && code <= '9' : Py_UNICODE_ISDECIMAL(code))
            return true;
    }
    return false;
}

/* numbered(blocks, most): find_numbered of glances.py. */
PyObject *core_numbered(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *found;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(args, "O!n", &PyTuple_Type, &blocks, &most) || (found = PyList_New(0)) == NULL)
        return NULL;
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, nth);
        if (!is_block(block) ||
            (size_of(block) <= most && has_digit(slot_of(block, G_TEXT)) && append_index(found, nth) < 0)) {
            Py_DECREF(found);
            return NULL;
        }
    }
    return found;
}

/* The signature of a block (signature_of of units.py) as borrowed words, NULL where there is none; and its hash. */
typedef struct {
    PyObject *part[SIGNATURE];
    Py_hash_t hash;
} Signature;

static bool is_container(PyObject *node)
{
    if (PyTuple_Check(node) && PyTuple_GET_SIZE(node) >= NODE_FIELDS &&
        PyUnicode_CheckExact(PyTuple_GET_ITEM(node, NODE_TAG)) && PyTuple_Check(PyTuple_GET_ITEM(node, NODE_TOKENS)))
        return true;
    PyErr_SetString(PyExc_TypeError, "a container is wanted");
    return false;
}

static int sign(PyObject *block, Signature *made)
{
    *made = (Signature){.part = {slot_of(block, G_KIND)}};
    PyObject *node = slot_of(block, G_CONTAINER);
    for (int nth = 0; nth < SIGNED_NODES && node != Py_None; nth++) {
        if (!is_container(node))
            return -1;
        PyObject *tokens = PyTuple_GET_ITEM(node, NODE_TOKENS);
        made->part[1 + 2 * nth] = PyTuple_GET_ITEM(node, NODE_TAG);
        made->part[2 + 2 * nth] = PyTuple_GET_SIZE(tokens) ? PyTuple_GET_ITEM(tokens, 0) : NULL;
        node = PyTuple_GET_ITEM(node, NODE_PARENT);
    }
    Py_uhash_t hash = 0;
    for (int nth = 0; nth < SIGNATURE; nth++) {
        PyObject *part = made->part[nth];
        if (part != NULL && !PyUnicode_CheckExact(part)) {
            PyErr_SetString(PyExc_TypeError, "the words of a container are to be str");
            return -1;
        }
        hash = hash * 1000003U ^ (part == NULL ? (Py_uhash_t)nth : (Py_uhash_t)PyObject_Hash(part));
    }
    made->hash = (Py_hash_t)hash;
    return 0;
}

static bool are_alike(const Signature *one, const Signature *other)
{
    bool alike = one->hash == other->hash;
    for (int nth = 0; nth < SIGNATURE && alike; nth++) {
        PyObject *a = one->part[nth], *b = other->part[nth];
        alike = a == b || (a != NULL && b != NULL && PyUnicode_Compare(a, b) == 0);
    }
    return alike;
}

/* Groups of blocks by signature; ``slots`` is a hash table of the numbers of groups, each one more. */
typedef struct {
    Signature *signatures;
    int *slots;
    Py_ssize_t room; /* a power of two, at least twice the number of blocks */
    PyObject *lists;
} Groups;

/* Enter a block into the list of its group. */
static int add_to_group(Groups *groups, PyObject *block, Py_ssize_t index)
{
    Signature made;
    if (sign(block, &made) < 0)
        return -1;
    size_t slot = (size_t)made.hash & (size_t)(groups->room - 1);
    while (groups->slots[slot] && !are_alike(&groups->signatures[groups->slots[slot] - 1], &made))
        slot = (slot + 1) & (size_t)(groups->room - 1);
    if (!groups->slots[slot]) {
        PyObject *list = PyList_New(0);
        int done = list == NULL ? -1 : PyList_Append(groups->lists, list);
        Py_XDECREF(list);
        if (done < 0)
            return -1;
        groups->slots[slot] = (int)PyList_GET_SIZE(groups->lists);
        groups->signatures[groups->slots[slot] - 1] = made;
    }
    return append_index(PyList_GET_ITEM(groups->lists, groups->slots[slot] - 1), index);
}

/* group_links(blocks, start, least, share): of glances.py. */
PyObject *core_group_links(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks;
    Py_ssize_t start;
    double least, share;
    if (!PyArg_ParseTuple(args, "O!ndd", &PyTuple_Type, &blocks, &start, &least, &share))
        return NULL;
    Py_ssize_t count = PyTuple_GET_SIZE(blocks) - start;
    if (start < 0 || count < 0 || count > INT_MAX / 4) {
        PyErr_SetString(PyExc_ValueError, "group_links: a start within the blocks is wanted");
        return NULL;
    }
    Groups groups = {.room = 8, .lists = PyList_New(0)};
    while (groups.room < 2 * count)
        groups.room *= 2;
    groups.signatures = PyMem_Calloc((size_t)count + 1, sizeof *groups.signatures);
    groups.slots = PyMem_Calloc((size_t)groups.room, sizeof *groups.slots);
    bool done = groups.lists != NULL && groups.signatures != NULL && groups.slots != NULL;
    if (!done && groups.lists != NULL)
        PyErr_NoMemory();
    for (Py_ssize_t nth = start; done && nth < start + count; nth++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, nth);
        done = is_block(block);
        if (done && PyLong_AsDouble(slot_of(block, G_LINKS)) >= least && is_linked(block, share))
            done = add_to_group(&groups, block, nth) == 0;
    }
    PyMem_Free(groups.signatures);
    PyMem_Free(groups.slots);
    if (!done)
        Py_CLEAR(groups.lists);
    return groups.lists;
}

static inline bool is_dense(Py_UCS4 code)
{
    return (code >= 0x3040 && code <= 0x30FF) || (code >= 0x3400 && code <= 0x9FFF) ||
           (code >= 0xAC00 && code <= 0xD7AF);
}

/* _size of status.py, with two more for each letter of a dense script. */
static Py_ssize_t weigh(PyObject *text)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), dense = 0;
    for (Py_ssize_t at = 0; kind != PyUnicode_1BYTE_KIND && at < size; at++)
        dense += is_dense(PyUnicode_READ(kind, data, at));
    return size + 2 * dense;
}

/* Read (blocks, keep, least of prose, share of links); false with an exception that names the function. */
static bool read_stays(PyObject *args, const char *name, PyObject **blocks, PyObject **keep, Py_ssize_t *least,
                       double *share)
{
    if (!PyArg_ParseTuple(args, "O!O!nd", &PyTuple_Type, blocks, &PyTuple_Type, keep, least, share))
        return false;
    if (PyTuple_GET_SIZE(*keep) == PyTuple_GET_SIZE(*blocks))
        return true;
    PyErr_Format(PyExc_ValueError, "%s: tuples of one length are wanted", name);
    return false;
}

/* count_letters(blocks, keep, least of prose, share of links): count_letters of glances.py, as a tuple. */
PyObject *core_count_letters(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *keep;
    Py_ssize_t least, visible = 0, linked = 0, links = 0, prose = 0, kept = 0, longest = 0, unlinked = 0;
    double share;
    if (!read_stays(args, "count_letters", &blocks, &keep, &least, &share))
        return NULL;
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, nth);
        int stays = is_block(block) ? PyObject_IsTrue(PyTuple_GET_ITEM(keep, nth)) : -1;
        if (stays < 0)
            return NULL;
        Py_ssize_t size = weigh(slot_of(block, G_TEXT));
        visible += size;
        if (is_linked(block, share)) {
            linked += size;
            links++;
            continue;
        }
        unlinked += stays ? size : 0;
        if (size < least)
            continue;
        prose += size;
        kept += stays ? size : 0;
        longest = stays && size > longest ? size : longest;
    }
    return Py_BuildValue("(nnnnnnn)", visible, linked, links, prose, kept, longest, unlinked);
}

/* prose(blocks, keep, least of prose, share of links): find_prose of glances.py, as a list of pairs. */
PyObject *core_prose(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *keep;
    Py_ssize_t least;
    double share;
    if (!read_stays(args, "prose", &blocks, &keep, &least, &share))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, nth), *pair = NULL;
        int stays = is_block(block) ? PyObject_IsTrue(PyTuple_GET_ITEM(keep, nth)) : -1;
        Py_ssize_t size = stays > 0 && !is_linked(block, share) ? weigh(slot_of(block, G_TEXT)) : -1;
        if (stays >= 0 && (size < 0 || size < least))
            continue;
        if (stays < 0 || (pair = Py_BuildValue("(nn)", nth, size)) == NULL || PyList_Append(found, pair) < 0)
            Py_CLEAR(found);
        Py_XDECREF(pair);
    }
    return found;
}

/* ``round(score, decimals)``. Where no half is near, the nearest step is certain. Elsewhere Python finds it. */
static PyObject *round_score(PyObject *score)
{
    const double HALF = 0.5, NEAR = 1e-6;
    double value = PyFloat_CheckExact(score) ? PyFloat_AS_DOUBLE(score) : -1;
    if (STEPS > 0 && value > 0 && value <= 1) {
        long whole = (long)(value * STEPS);
        double rest = value * STEPS - (double)whole;
        if (rest < HALF - NEAR || rest > HALF + NEAR)
            return PyFloat_FromDouble((double)(whole + (rest > HALF)) / STEPS);
    }
    return PyObject_CallMethodObjArgs(score, ROUND, DECIMALS, NULL);
}

/* The removal of a block for the reason of a verdict, or NULL with an exception set. */
static PyObject *make_removal(PyObject *block, PyObject *verdict)
{
    if (!is_block(block))
        return NULL;
    if (!PyTuple_Check(verdict) || PyTuple_GET_SIZE(verdict) < VERDICT_FIELDS) {
        PyErr_SetString(PyExc_TypeError, "a verdict is wanted");
        return NULL;
    }
    PyObject *score = round_score(PyTuple_GET_ITEM(verdict, V_SCORE));
    PyObject *made = score == NULL ? NULL : ((PyTypeObject *)REMOVAL)->tp_alloc((PyTypeObject *)REMOVAL, 0);
    if (made == NULL) {
        Py_XDECREF(score);
        return NULL;
    }
    PyObject *values[REMOVAL_SLOTS] = {
        [R_BLOCK] = Py_NewRef(slot_of(block, G_INDEX)),
        [R_KIND] = Py_NewRef(PyTuple_GET_ITEM(verdict, V_KIND)),
        [R_JUDGE] = Py_NewRef(PyTuple_GET_ITEM(verdict, V_JUDGE)),
        [R_RULE] = Py_NewRef(PyTuple_GET_ITEM(verdict, V_RULE)),
        [R_TEXT] = Py_NewRef(slot_of(block, G_TEXT)),
        [R_SCORE] = score,
        [R_EDITED] = Py_NewRef(Py_False),
    };
    for (int nth = 0; nth < REMOVAL_SLOTS; nth++)
        *(PyObject **)((char *)made + REMOVAL_SLOT[nth]) = values[nth];
    hide_record(made, values, REMOVAL_SLOTS);
    return made;
}

/* removals(blocks, keep, because): make_removals of bulk.py, as a list. */
PyObject *core_removals(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *keep, *because;
    if (!PyArg_ParseTuple(args, "O!O!O!", &PyTuple_Type, &blocks, &PyTuple_Type, &keep, &PyTuple_Type, &because))
        return NULL;
    Py_ssize_t count = PyTuple_GET_SIZE(blocks);
    if (REMOVAL == NULL || PyTuple_GET_SIZE(keep) != count || PyTuple_GET_SIZE(because) != count) {
        PyErr_SetString(PyExc_ValueError, "three tuples of one length are wanted, after glance_setup");
        return NULL;
    }
    PyObject *found = PyList_New(0);
    for (Py_ssize_t nth = 0; found != NULL && nth < count; nth++) {
        PyObject *verdict = PyTuple_GET_ITEM(because, nth);
        int stays = PyObject_IsTrue(PyTuple_GET_ITEM(keep, nth));
        if (stays > 0 || (stays == 0 && verdict == Py_None))
            continue;
        PyObject *made = stays < 0 ? NULL : make_removal(PyTuple_GET_ITEM(blocks, nth), verdict);
        if (made == NULL || PyList_Append(found, made) < 0)
            Py_CLEAR(found);
        Py_XDECREF(made);
    }
    return found;
}
