/* The features of each block's own text: _text_features of features.py. */
#include "judge.h"

#include <string.h>

Judges JUDGES;

static const double PROSE_CHARS = 80, MAX_WEIGHT = 10000; /* as in features.py */

/* (Block, Container, classes of code points, rows of kinds, groups of kinds, share_of_title) */
PyObject *core_judge_setup(PyObject *module, PyObject *args)
{
    (void)module;
    static const char *const NAMES[FIELDS_READ] = {"text",       "container", "kind",   "level",
                                                   "link_chars", "tight",     "hidden", "cells"};
    PyObject *block, *container, *rows, *groups, *share;
    Py_buffer classes;
    if (!PyArg_ParseTuple(args, "OOy*O!O!O", &block, &container, &classes, &PyDict_Type, &rows, &PyDict_Type, &groups,
                          &share))
        return NULL;
    bool fits = classes.len == (Py_ssize_t)sizeof JUDGES.classes && PyType_Check(block) && PyType_Check(container);
    for (Py_ssize_t nth = 0; fits && nth < classes.len; nth++)
        fits = ((unsigned char *)classes.buf)[nth] < CLASSES;
    Py_ssize_t slots[FIELDS_READ];
    if (!fits)
        PyErr_SetString(PyExc_ValueError, "judge_setup: other classes are wanted");
    if (fits && (fits = find_slots(block, NAMES, FIELDS_READ, slots) == 0)) {
        memcpy(JUDGES.classes, classes.buf, sizeof JUDGES.classes);
        memcpy(JUDGES.slots, slots, sizeof slots);
    }
    PyBuffer_Release(&classes);
    if (!fits)
        return NULL;
    Py_XSETREF(JUDGES.Block, Py_NewRef(block));
    Py_XSETREF(JUDGES.Container, Py_NewRef(container));
    Py_XSETREF(JUDGES.row_of_kind, Py_NewRef(rows));
    Py_XSETREF(JUDGES.group_of_kind, Py_NewRef(groups));
    Py_XSETREF(JUDGES.share_of_title, Py_NewRef(share));
    Py_RETURN_NONE;
}

int number_of(PyObject *table, PyObject *word, int missing, int count)
{
    if (!PyUnicode_CheckExact(word)) /* a look-up of another type may run any code */
        return missing;
    PyObject *found = PyDict_GetItemWithError(table, word);
    if (found == NULL)
        return PyErr_Occurred() ? -2 : missing;
    long value = PyLong_AsLong(found);
    if (value < 0 || value >= count) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "a kind out of range");
        return -2;
    }
    return (int)value;
}

PyObject *value_in(PyObject *block, int nth)
{
    PyObject *value = *(PyObject **)((char *)block + JUDGES.slots[nth]);
    if (value == NULL)
        PyErr_SetString(PyExc_AttributeError, "a block without one of its fields");
    return value;
}

int number_in(PyObject *block, int nth, double *value)
{
    PyObject *found = value_in(block, nth);
    if (found == NULL)
        return -1;
    if (!PyLong_CheckExact(found) && !PyBool_Check(found)) {
        PyErr_SetString(PyExc_TypeError, "a field of a block is to be a number");
        return -1;
    }
    *value = PyLong_AsDouble(found);
    return *value == -1 && PyErr_Occurred() ? -1 : 0;
}

static int take_kind(PyObject *block, Seen *seen)
{
    PyObject *kind = value_in(block, A_KIND);
    if (kind == NULL)
        return -1;
    seen->kind = number_of(JUDGES.row_of_kind, kind, -1, KIND_COUNT);
    if (seen->kind == -1)
        PyErr_SetObject(PyExc_KeyError, kind);
    if (seen->kind >= 0 && seen->container == Py_None && (seen->kind == CODE || seen->kind == TABLE))
        seen->kind = PARAGRAPH; /* as in the texts that trained the head */
    return seen->kind < 0 ? -1 : 0;
}

/* The features of the letters of one block. */
static void write_letters(float *row, const Letters *seen, double chars, double link_chars)
{
    double share[CLASSES], spoken = (double)seen->counts[L_SPACE] + 1;
    for (int nth = 0; nth < CLASSES; nth++)
        share[nth] = (double)seen->counts[nth] / chars;
    double said = chars * (1 + 2 * share[L_UNSPACED]), weight = least(said, MAX_WEIGHT);
    double linked = least(1, link_chars / chars), ends = (double)seen->ends;
    bool prose = weight >= PROSE_CHARS && linked < 0.5;
    const double VALUES[] = {
        log_1p(weight) / 6, log_1p(least(spoken, MAX_WEIGHT / 6)) / 5, linked, linked > 0.8,
        least(1, chars / spoken / 12), share[L_UNSPACED], share[L_DIGIT], share[L_UPPER], share[L_COMMA] * 20,
        share[L_SEPARATOR] * 10, least(1, ends / 4), ends * 60 / (said + 60), seen->question, seen->colon,
        seen->first == L_UPPER, seen->first == L_LOWER, seen->first == L_DIGIT,
        seen->first == L_QUOTE || seen->first == L_CLOSER, least(1, (double)seen->counts[L_SIGN]),
        least(1, (double)seen->counts[L_MONEY] / 2),
    };
    row[CHARS] = (float)(weight / 1000);
    row[LINKS] = (float)(weight * linked / 1000);
    row[PROSE] = prose ? (float)(weight / 1000) : 0;
    row[ENDS] = seen->last == L_STOP;
    for (size_t nth = 0; nth < sizeof VALUES / sizeof *VALUES; nth++)
        row[ENDS + 1 + nth] = (float)VALUES[nth];
    row[32] = prose;
    row[34] = chars <= SHORT_CHARS;
}

/* The features of one block's own text. ``texts`` holds the first block of each text, for repeated texts. */
static int write_own(Look *look, Py_ssize_t nth, PyObject *block, PyObject *texts)
{
    Seen *seen = &look->seen[nth];
    float *row = row_of(look, nth);
    double link_chars, tight, level, hidden;
    Text text;
    PyObject *cells = value_in(block, A_CELLS);
    if (cells == NULL || (seen->text = Py_XNewRef(value_in(block, A_TEXT))) == NULL ||
        (seen->container = Py_XNewRef(value_in(block, A_CONTAINER))) == NULL || take_kind(block, seen) < 0 ||
        read_text(seen->text, PyTuple_Check(cells) && PyTuple_GET_SIZE(cells), &text) < 0 ||
        number_in(block, A_LINKS, &link_chars) < 0 || number_in(block, A_TIGHT, &tight) < 0 ||
        number_in(block, A_LEVEL, &level) < 0 || number_in(block, A_HIDDEN, &hidden) < 0)
        return -1;
    Letters letters;
    count_letters(&text, &letters);
    write_letters(row, &letters, (double)text.size, link_chars);
    bool dated = text.size <= SHORT_CHARS && (letters.counts[L_DIGIT] || !text.ascii) && holds_date(&text);
    double share = look->wanted.words == NULL ? 0 : overlap(seen->text, &text, &look->wanted);
    PyObject *plain = text.from ? PyUnicode_Substring(seen->text, text.from, text.from + text.size)
                                : Py_NewRef(seen->text);
    PyObject *number = PyLong_FromSsize_t(nth);
    PyObject *earlier = share == -1 || !plain || !number ? NULL : PyDict_SetDefault(texts, plain, number);
    Py_ssize_t before = earlier == NULL ? -1 : PyLong_AsSsize_t(earlier);
    Py_XDECREF(plain);
    Py_XDECREF(number);
    if (before < 0)
        return -1;
    row[27] = dated;
    row[28] = (float)share;
    if (before != nth)
        row[29] = row_of(look, before)[29] = 1;
    row[30] = (float)tight;
    row[31] = (float)(level / 6);
    row[33] = (float)hidden;
    row[OWN_PLAIN + seen->kind] = 1;
    row[IS_HEADING] = seen->kind == HEADING;
    return 0;
}

/* A hint to a block: (kind, score, section). */
static int write_hint(float *row, PyObject *hint)
{
    PyObject *kind;
    double score;
    int section;
    if (!PyTuple_Check(hint)) {
        PyErr_SetString(PyExc_TypeError, "a hint is to be a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(hint, "Udp", &kind, &score, &section))
        return -1;
    int group = number_of(JUDGES.group_of_kind, kind, -1, GROUP_COUNT);
    if (group < -1)
        return -1;
    row[HINTED] = (float)score;
    row[SECTION] = (float)section;
    if (group >= 0)
        row[OWN_PLAIN + KIND_COUNT + group] = (float)score;
    return 0;
}

/* What the phrases judge knows about the blocks, by their indices. */
static int write_hints(Look *look, PyObject *hints)
{
    PyObject *key, *hint;
    Py_ssize_t at = 0;
    while (PyDict_Next(hints, &at, &key, &hint)) {
        Py_ssize_t nth = PyLong_AsSsize_t(key);
        if (nth < 0 || nth >= look->count) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_IndexError, "a hint to no block");
            return -1;
        }
        Py_INCREF(hint);
        int done = write_hint(row_of(look, nth), hint);
        Py_DECREF(hint);
        if (done < 0)
            return -1;
    }
    return 0;
}

int read_blocks(Look *look, PyObject *hints)
{
    PyObject *texts = PyDict_New();
    if (texts == NULL)
        return -1;
    for (Py_ssize_t nth = 0; nth < look->count; nth++) {
        PyObject *block = PyTuple_GET_ITEM(look->blocks, nth);
        bool fits = Py_TYPE(block) == (PyTypeObject *)JUDGES.Block;
        if (!fits)
            PyErr_SetString(PyExc_TypeError, "a block is wanted");
        memset(row_of(look, nth), 0, FILLED * sizeof(float));
        if (!fits || write_own(look, nth, block, texts) < 0) {
            Py_DECREF(texts);
            return -1;
        }
    }
    Py_DECREF(texts);
    return write_hints(look, hints);
}
