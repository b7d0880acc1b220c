/* The table of compounds that selectors.py hands over: what one tag must show for a selector to match. */
#include "compounds.h"

#include <string.h>

Compounds COMPOUNDS;

static unsigned hash_of(Slice name)
{
    unsigned hash = 2166136261U;
    for (Py_ssize_t at = 0; at < name.size; at++)
        hash = (hash ^ (unsigned char)lower_of(name.at[at])) * 16777619U;
    return hash;
}

static bool is_name(const Names *names, int nth, Slice name)
{
    if (names->size[nth] != name.size)
        return false;
    for (Py_ssize_t at = 0; at < name.size; at++)
        if (lower_of(name.at[at]) != names->text[nth][at])
            return false;
    return true;
}

int number_of_name(const Names *names, Slice name)
{
    if (name.size == 0 || name.size > MAX_NAME ||
        !(names->begins[(unsigned char)lower_of(name.at[0])] >> name.size & 1))
        return NONE;
    for (unsigned slot = hash_of(name) % NAME_SLOTS; names->slots[slot]; slot = (slot + 1) % NAME_SLOTS)
        if (is_name(names, names->slots[slot] - 1, name))
            return names->slots[slot] - 1;
    return NONE;
}

static void refuse(const char *what) { PyErr_Format(PyExc_ValueError, "compounds: %s", what); }

/* The number of a name, which is entered if it is new; -1 with an exception set. */
static int enter_name(Names *names, PyObject *text)
{
    Slice name;
    name.at = PyUnicode_Check(text) ? PyUnicode_AsUTF8AndSize(text, &name.size) : NULL;
    if (name.at == NULL || name.size == 0 || name.size > MAX_NAME) {
        if (!PyErr_Occurred())
            refuse("a name is wanted");
        return -1;
    }
    int known = number_of_name(names, name);
    if (known >= 0)
        return known;
    if (names->count == MOST_NAMES) {
        refuse("too many names");
        return -1;
    }
    int nth = names->count++;
    for (Py_ssize_t at = 0; at < name.size; at++)
        names->text[nth][at] = lower_of(name.at[at]);
    names->size[nth] = (unsigned char)name.size;
    names->first[nth] = names->grams[nth] = NONE;
    names->begins[(unsigned char)names->text[nth][0]] |= 1ULL << name.size;
    unsigned slot = hash_of(name) % NAME_SLOTS;
    while (names->slots[slot])
        slot = (slot + 1) % NAME_SLOTS;
    names->slots[slot] = (short)(nth + 1);
    return nth;
}

/* A condition: (attribute, operator, value, negated). */
static int read_condition(PyObject *row, Condition *condition)
{
    PyObject *attribute;
    const char *op, *value;
    Py_ssize_t size;
    int negated;
    if (!PyTuple_Check(row)) {
        refuse("a condition is to be a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(row, "Uss#p", &attribute, &op, &value, &size, &negated))
        return -1;
    if (op[0] == 0 || strchr("?=*^$~", op[0]) == NULL || size > MAX_VALUE) {
        refuse("an operator or a value that is not known");
        return -1;
    }
    int number = enter_name(&COMPOUNDS.attributes, attribute);
    if (number < 0)
        return -1;
    *condition = (Condition){.attribute = (short)number, .op = op[0], .negated = negated, .size = size};
    for (Py_ssize_t at = 0; at < size; at++)
        condition->value[at] = lower_of(value[at]);
    return 0;
}

/* Whether values are searched for a part by its first letters; other conditions are tried one by one. */
static bool has_pattern(const Condition *condition)
{
    return (condition->op == '*' || condition->op == '~') && condition->size >= GRAM;
}

/* Enter a compound under the letters that its first condition wants; false where there is no room. */
static bool add_pattern(int nth, const Condition *condition)
{
    Names *names = &COMPOUNDS.attributes;
    short *table = &names->grams[condition->attribute];
    if (*table == NONE && COMPOUNDS.grams_count == MOST_GRAMS)
        return false;
    if (COMPOUNDS.pattern_count == MOST_PATTERNS)
        return false;
    if (*table == NONE) {
        *table = (short)COMPOUNDS.grams_count++;
        memset(&COMPOUNDS.grams[*table], 0, sizeof COMPOUNDS.grams[*table]);
        memset(COMPOUNDS.grams[*table].first, NONE, sizeof COMPOUNDS.grams[*table].first);
    }
    Grams *grams = &COMPOUNDS.grams[*table];
    unsigned slot = gram_of(condition->value);
    COMPOUNDS.patterns[COMPOUNDS.pattern_count] = (Pattern){.compound = (short)nth, .next = grams->first[slot]};
    grams->first[slot] = (short)COMPOUNDS.pattern_count++;
    grams->taken[slot / 64] |= 1ULL << slot % 64;
    return true;
}

/* Enter a compound in the list where it is tried: of an attribute that it wants, or else of its tag. */
static int add_to_list(int nth)
{
    Compound *compound = &COMPOUNDS.all[nth];
    for (int at = 0; at < compound->count; at++) {
        if (compound->conditions[at].negated)
            continue;
        Condition first = compound->conditions[at];
        compound->conditions[at] = compound->conditions[0];
        compound->conditions[0] = first;
        if (has_pattern(&first) && add_pattern(nth, &first))
            return 0;
        COMPOUNDS.next[nth] = COMPOUNDS.attributes.first[first.attribute];
        COMPOUNDS.attributes.first[first.attribute] = (short)nth;
        return 0;
    }
    if (compound->tag == NONE) {
        refuse("one without a tag or an attribute");
        return -1;
    }
    COMPOUNDS.next[nth] = COMPOUNDS.tags.first[compound->tag];
    COMPOUNDS.tags.first[compound->tag] = (short)nth;
    return 0;
}

static int add_compound(PyObject *row)
{
    PyObject *tag, *conditions;
    if (!PyTuple_Check(row)) {
        refuse("each is to be a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(row, "UO!", &tag, &PyTuple_Type, &conditions))
        return -1;
    if (PyTuple_GET_SIZE(conditions) > MOST_CONDITIONS) {
        refuse("too many conditions");
        return -1;
    }
    int nth = COMPOUNDS.count;
    Compound *compound = &COMPOUNDS.all[nth];
    *compound = (Compound){.tag = NONE};
    COMPOUNDS.next[nth] = NONE;
    if (PyUnicode_GET_LENGTH(tag)) {
        int number = enter_name(&COMPOUNDS.tags, tag);
        if (number < 0)
            return -1;
        compound->tag = (short)number;
    }
    for (; compound->count < PyTuple_GET_SIZE(conditions); compound->count++)
        if (read_condition(PyTuple_GET_ITEM(conditions, compound->count),
                           &compound->conditions[compound->count]) < 0)
            return -1;
    COMPOUNDS.count++;
    return add_to_list(nth);
}

/* set_compounds(rows): what scan looks for; each a tag or "", and conditions on attributes. */
PyObject *core_set_compounds(PyObject *module, PyObject *rows)
{
    (void)module;
    if (!PyList_Check(rows) || PyList_GET_SIZE(rows) > MOST_COMPOUNDS) {
        PyErr_Format(PyExc_ValueError, "compounds: a list of at most %d is wanted", MOST_COMPOUNDS);
        return NULL;
    }
    memset(&COMPOUNDS, 0, sizeof COMPOUNDS);
    for (Py_ssize_t nth = 0; nth < PyList_GET_SIZE(rows); nth++)
        if (add_compound(PyList_GET_ITEM(rows, nth)) < 0) {
            memset(&COMPOUNDS, 0, sizeof COMPOUNDS);
            return NULL;
        }
    Py_RETURN_NONE;
}
