/* The tables of rules: what compile_rules of phrases.py makes, as hash tables of UTF-8. */
#include "phrase.h"

#include <string.h>

static const char NAME[] = "cleaner.core.phrases";

static uint32_t hash_of(Slice text)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (Py_ssize_t at = 0; at < text.size; at++)
        hash = (hash ^ (unsigned char)text.at[at]) * 16777619u;
    return hash ^ hash >> 15;
}

/* The slot of a text, or the empty one where it belongs. At least half of the slots are empty. */
static Slot *slot_of(const Phrases *phrases, const Index *index, Slice text, uint32_t hash)
{
    for (Py_ssize_t at = hash & index->mask;; at = (at + 1) & index->mask) {
        Slot *slot = &index->slots[at];
        if (slot->value == NONE_FOUND || (slot->hash == hash && slot->size == text.size &&
                                          memcmp(phrases->text.at + slot->at, text.at, (size_t)text.size) == 0))
            return slot;
    }
}

int look_up_here(const Phrases *phrases, Table table, Slice text)
{
    const Index *index = &phrases->tables[table];
    return text.size > index->longest ? NONE_FOUND : slot_of(phrases, index, text, hash_of(text))->value;
}

/* The value of a text, or NONE_FOUND. */
int look_up(const Phrases *phrases, Table table, Slice text)
{
    int found = look_up_here(phrases, table, text);
    return found == NONE_FOUND && phrases->base ? look_up_here(phrases->base, table, text) : found;
}

/* An index with empty slots for so many texts. */
static int open_index(Index *index, Py_ssize_t count)
{
    Py_ssize_t room = 16;
    while (room < 2 * count + 2)
        room *= 2;
    index->slots = PyMem_Calloc((size_t)room, sizeof *index->slots);
    if (index->slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t nth = 0; nth < room; nth++)
        index->slots[nth].value = NONE_FOUND;
    index->mask = room - 1;
    return 0;
}

/* Twice as many slots. */
static int grow_index(Index *index)
{
    Index grown = *index;
    if (open_index(&grown, index->mask) < 0)
        return -1;
    for (Py_ssize_t nth = 0; nth <= index->mask; nth++) {
        if (index->slots[nth].value == NONE_FOUND)
            continue;
        Py_ssize_t at = index->slots[nth].hash & grown.mask;
        while (grown.slots[at].value != NONE_FOUND)
            at = (at + 1) & grown.mask;
        grown.slots[at] = index->slots[nth];
    }
    PyMem_Free(index->slots);
    *index = grown;
    return 0;
}

/* Enter a text that is not there yet. */
static int put(Phrases *phrases, Index *index, Slice text, int value)
{
    uint32_t hash = hash_of(text);
    if (slot_of(phrases, index, text, hash)->value != NONE_FOUND)
        return 0;
    if (2 * index->count > index->mask && grow_index(index) < 0)
        return -1;
    if (phrases->text.size > (Py_ssize_t)UINT32_MAX - text.size) {
        PyErr_NoMemory();
        return -1;
    }
    Slot made = {hash, (uint32_t)phrases->text.size, (uint32_t)text.size, value};
    if (buffer_add(&phrases->text, text.at, text.size) < 0)
        return -1;
    *slot_of(phrases, index, text, hash) = made;
    index->count++;
    index->longest = text.size > index->longest ? text.size : index->longest;
    return 0;
}

/* The text of a str, which must not go before it is copied; false with an exception set. Half of a pair, which no
 * folded text has, gives true with no text. */
static bool text_of(PyObject *object, Slice *text)
{
    *text = (Slice){0};
    if (!PyUnicode_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "a phrase is to be a str");
        return false;
    }
    text->at = PyUnicode_AsUTF8AndSize(object, &text->size);
    if (text->at == NULL && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
        PyErr_Clear();
    return !PyErr_Occurred();
}

/* The number of a match; the same as before for the phrases of one rule, which follow one another. */
static int number_match(Phrases *phrases, PyObject *match)
{
    if (phrases->meaning_count && phrases->meanings[phrases->meaning_count - 1].match == match)
        return phrases->first_meaning + (int)phrases->meaning_count - 1;
    if (phrases->meaning_count >= INT32_MAX / 2) {
        PyErr_NoMemory();
        return -1;
    }
    Meaning *grown = grow(phrases->meanings, phrases->meaning_count, &phrases->meaning_room, sizeof *grown);
    if (grown == NULL)
        return -1;
    phrases->meanings = grown;
    grown[phrases->meaning_count] = (Meaning){.match = Py_NewRef(match)};
    return phrases->first_meaning + (int)phrases->meaning_count++;
}

/* Whole phrases, or the words of toolbars with the first and the last word of each. */
static int take_whole(Phrases *phrases, PyObject *table, Table into)
{
    PyObject *key, *match;
    Slice text;
    Py_ssize_t at = 0;
    bool tiles = into == TILES;
    Index *index = &phrases->tables[into];
    Index *starts = &phrases->tables[FIRST_WORDS], *ends = &phrases->tables[LAST_WORDS];
    if (open_index(index, PyDict_GET_SIZE(table)) < 0 ||
        (tiles && (open_index(starts, 0) < 0 || open_index(ends, 0) < 0)))
        return -1;
    while (PyDict_Next(table, &at, &key, &match)) {
        int number = text_of(key, &text) ? number_match(phrases, match) : -1;
        if (number < 0 || (text.at != NULL && put(phrases, index, text, number) < 0))
            return -1;
        if (!tiles || text.at == NULL)
            continue;
        const char *space = memchr(text.at, ' ', (size_t)text.size);
        Py_ssize_t last = text.size;
        while (last > 0 && text.at[last - 1] != ' ')
            last--;
        if (put(phrases, starts, (Slice){text.at, space ? space - text.at : text.size}, 0) < 0 ||
            put(phrases, ends, (Slice){text.at + last, text.size - last}, 0) < 0)
            return -1;
    }
    static const Slice NUMBER = {"#", 1};
    return tiles && (put(phrases, starts, NUMBER, 0) < 0 || put(phrases, ends, NUMBER, 0) < 0)
               ? -1
               : 0;
}

/* Copy the text of an attribute; where it stands now lies in the buffer as an offset until all are read. */
static int copy_text(Phrases *phrases, PyObject *phrase, const char *name, Slice *copied)
{
    PyObject *value = PyObject_GetAttrString(phrase, name);
    Slice text;
    int failed = value == NULL || !text_of(value, &text);
    if (!failed && text.at == NULL) {
        PyErr_SetString(PyExc_ValueError, "half of a pair in a phrase");
        failed = 1;
    }
    *copied = (Slice){NULL, failed ? 0 : text.size};
    failed = failed || buffer_add(&phrases->text, text.at, text.size) < 0;
    Py_XDECREF(value);
    return failed ? -1 : 0;
}

static int take_flag(PyObject *phrase, const char *name, bool *flag)
{
    PyObject *value = PyObject_GetAttrString(phrase, name);
    int found = value == NULL ? -1 : PyObject_IsTrue(value);
    Py_XDECREF(value);
    *flag = found > 0;
    return found < 0 ? -1 : 0;
}

/* One phrase with a star; gives its place in ``opens``. */
static int take_open(Phrases *phrases, PyObject *phrase, bool last)
{
    Open *grown = grow(phrases->opens, phrases->open_count, &phrases->open_room, sizeof *grown);
    if (grown == NULL)
        return -1;
    phrases->opens = grown;
    Open *open = &grown[phrases->open_count];
    *open = (Open){.last = last};
    PyObject *words = PyObject_GetAttrString(phrase, "max_words"), *match = PyObject_GetAttrString(phrase, "match");
    open->max_words = words == NULL ? -1 : PyLong_AsSsize_t(words);
    open->meaning = match == NULL || PyErr_Occurred() ? -1 : number_match(phrases, match);
    Py_XDECREF(words);
    Py_XDECREF(match);
    if (open->meaning < 0 || copy_text(phrases, phrase, "head", &open->head) < 0 ||
        copy_text(phrases, phrase, "tail", &open->tail) < 0 || take_flag(phrase, "separator", &open->separator) < 0 ||
        take_flag(phrase, "number", &open->number) < 0)
        return -1;
    return (int)phrases->open_count++;
}

/* Phrases with a star by the keys of their heads or tails. */
static int take_opens(Phrases *phrases, PyObject *table, Table into)
{
    Index *index = &phrases->tables[into];
    PyObject *key, *entries;
    Slice text;
    Py_ssize_t at = 0;
    if (open_index(index, PyDict_GET_SIZE(table)) < 0)
        return -1;
    while (PyDict_Next(table, &at, &key, &entries)) {
        if (!PyTuple_Check(entries) || PyTuple_GET_SIZE(entries) == 0 || phrases->open_count >= INT32_MAX / 2) {
            PyErr_SetString(PyExc_TypeError, "a tuple of phrases is wanted");
            return -1;
        }
        if (!text_of(key, &text) || (text.at && put(phrases, index, text, (int)phrases->open_count) < 0))
            return -1;
        for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(entries); nth++)
            if (take_open(phrases, PyTuple_GET_ITEM(entries, nth), nth + 1 == PyTuple_GET_SIZE(entries)) < 0)
                return -1;
    }
    return 0;
}

/* Say where the texts of open phrases lie, now that the buffer grows no more: one after another, behind the key of
 * their tuple. */
static void place_opens(Phrases *phrases, Table table)
{
    const Index *index = &phrases->tables[table];
    for (Py_ssize_t nth = 0; nth <= index->mask; nth++) {
        const Slot *slot = &index->slots[nth];
        if (slot->value == NONE_FOUND)
            continue;
        const char *at = phrases->text.at + slot->at + slot->size;
        for (Open *open = &phrases->opens[slot->value];; open++) {
            open->head.at = at;
            open->tail.at = at + open->head.size;
            at += open->head.size + open->tail.size;
            if (open->last)
                break;
        }
    }
}

static void free_phrases(Phrases *phrases)
{
    for (int nth = 0; nth < TABLES; nth++)
        PyMem_Free(phrases->tables[nth].slots);
    for (Py_ssize_t nth = 0; nth < phrases->meaning_count; nth++) {
        Meaning *meaning = &phrases->meanings[nth];
        Py_XDECREF(meaning->match);
        Py_XDECREF(meaning->alone);
        Py_XDECREF(meaning->strong);
        Py_XDECREF(meaning->weak);
    }
    buffer_free(&phrases->text);
    PyMem_Free(phrases->meanings);
    PyMem_Free(phrases->opens);
    Py_XDECREF(phrases->forms);
    Py_XDECREF(phrases->base_capsule);
    PyMem_Free(phrases);
}

static void drop_capsule(PyObject *capsule) { free_phrases(PyCapsule_GetPointer(capsule, NAME)); }

Phrases *phrases_of(PyObject *capsule) { return PyCapsule_GetPointer(capsule, NAME); }

/* Another form of a match: what ``forms`` makes of it, in order. */
static int take_forms(Phrases *phrases, Meaning *meaning)
{
    PyObject *made = PyObject_CallOneArg(phrases->forms, meaning->match), *alone, *strong, *weak;
    int weight;
    if (made == NULL)
        return -1;
    if (!PyTuple_Check(made)) {
        PyErr_SetString(PyExc_TypeError, "a tuple of forms is wanted");
        Py_DECREF(made);
        return -1;
    }
    int fits = PyArg_ParseTuple(made, "OOOi", &alone, &strong, &weak, &weight);
    if (fits && meaning->alone == NULL) { /* another thread may have been first */
        meaning->strong = Py_NewRef(strong);
        meaning->weak = Py_NewRef(weak);
        meaning->weight = weight;
        meaning->alone = Py_NewRef(alone);
    }
    Py_DECREF(made);
    return fits ? 0 : -1;
}

/* The tables that hold a meaning. */
static const Phrases *holder_of(const Phrases *phrases, int nth)
{
    return nth < phrases->first_meaning ? phrases->base : phrases;
}

PyObject *match_of(const Phrases *phrases, int nth)
{
    const Phrases *holder = holder_of(phrases, nth);
    return holder->meanings[nth - holder->first_meaning].match;
}

Meaning *meaning_of(Phrases *phrases, int nth)
{
    const Phrases *holder = holder_of(phrases, nth);
    Meaning *meaning = &holder->meanings[nth - holder->first_meaning];
    return meaning->alone == NULL && take_forms(phrases, meaning) < 0 ? NULL : meaning;
}

static int take_sizes(PyObject *sizes, Phrases *phrases)
{
    if (PyTuple_GET_SIZE(sizes) > MOST_SIZES || PyTuple_GET_SIZE(sizes) < 1) {
        PyErr_SetString(PyExc_ValueError, "another number of sizes of keys is wanted");
        return -1;
    }
    phrases->size_count = (int)PyTuple_GET_SIZE(sizes);
    for (int nth = 0; nth < phrases->size_count; nth++)
        if ((phrases->sizes[nth] = PyLong_AsSsize_t(PyTuple_GET_ITEM(sizes, nth))) < 1) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "a key of no size");
            return -1;
        }
    return 0;
}

/* Whether texts within the limits fit into the room of a search. */
static int check_limits(const Phrases *phrases)
{
    if (phrases->glance_chars > 0 && phrases->glance_chars <= MOST_GLANCE_CHARS &&
        phrases->max_toolbar <= MOST_TOOLBAR_CHARS)
        return 0;
    PyErr_SetString(PyExc_ValueError, "a limit out of range");
    return -1;
}

/* The tables below others: one that has none below itself. */
static int take_base(Phrases *phrases, PyObject *capsule)
{
    if (capsule == Py_None)
        return 0;
    Phrases *base = phrases_of(capsule);
    if (base == NULL)
        return -1;
    if (base->base != NULL) {
        PyErr_SetString(PyExc_ValueError, "tables below tables that are below others");
        return -1;
    }
    phrases->base = base;
    phrases->base_capsule = Py_NewRef(capsule);
    phrases->first_meaning = (int)base->meaning_count;
    return 0;
}

/* set_phrases(exact, heads, tails, tiles, sizes, (max_chars, long_chars, glance_chars, max_toolbar, max_tile_words,
 * toolbar_weight), forms, base): the tables of rules as the core reads them. ``forms`` gives (alone, as a strong
 * toolbar, as a weak one, weight) of a match. ``base`` are tables in which is looked up what is not in these, made with
 * the same sizes and limits, or None. */
PyObject *core_set_phrases(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *exact, *heads, *tails, *tiles, *sizes, *forms, *base;
    Phrases *made = PyMem_Calloc(1, sizeof *made);
    if (made == NULL)
        return PyErr_NoMemory();
    if (!PyArg_ParseTuple(args, "O!O!O!O!O!(nnnnni)OO", &PyDict_Type, &exact, &PyDict_Type, &heads, &PyDict_Type,
                          &tails, &PyDict_Type, &tiles, &PyTuple_Type, &sizes, &made->max_chars, &made->long_chars,
                          &made->glance_chars, &made->max_toolbar, &made->max_tile_words, &made->toolbar_weight,
                          &forms, &base) ||
        take_base(made, base) < 0 || take_sizes(sizes, made) < 0 || check_limits(made) < 0 ||
        take_whole(made, exact, EXACT) < 0 || take_whole(made, tiles, TILES) < 0 ||
        take_opens(made, heads, HEADS) < 0 || take_opens(made, tails, TAILS) < 0) {
        free_phrases(made);
        return NULL;
    }
    made->forms = Py_NewRef(forms);
    place_opens(made, HEADS);
    place_opens(made, TAILS);
    PyObject *capsule = PyCapsule_New(made, NAME, drop_capsule);
    if (capsule == NULL)
        free_phrases(made);
    return capsule;
}
