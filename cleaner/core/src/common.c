/* The common words of languages in a text: count_common of language.py. */
#include "core.h"

enum { MOST_LANGUAGES = 256, NONE = -1, BASIC_PLANE = 0x10000 };

/* WORDS: what stands between words. */
static bool parts_words(Py_UCS4 code)
{
    if (code < 128)
        return is_space(code) || (code > ' ' && code < 0x7F && !((code | 0x20) >= 'a' && (code | 0x20) <= 'z'));
    if (code <= 0x00BF)
        return code >= 0x00A0 || is_space(code);
    if (code < 0x060C)
        return false;
    if ((code >= 0x2010 && code <= 0x205E) || (code >= 0x3000 && code <= 0x303F))
        return true;
    if (code == 0x060C || code == 0x061B || code == 0x061F || code == 0x06D4 || code == 0x0964 || code == 0x0965)
        return true;
    return Py_UNICODE_ISSPACE(code) || Py_UNICODE_ISDECIMAL(code);
}

/* The common words in a hash table, which is made anew if others are handed over. */
typedef struct {
    PyObject *known;      /* dict: word -> bytes, the numbers of its languages; owned */
    PyObject **words;     /* the words by slot, NULL for an empty one; owned */
    PyObject **numbers;   /* bytes: the languages of each; owned */
    size_t room;          /* a power of two */
} Table;

static Table LISTED;

typedef struct {
    int *slots;      /* of each word of the text: its slot in the table, or NONE */
    Py_ssize_t size; /* words */
    PyObject *prose; /* list of the common words in runs of prose */
    PyObject *runs;  /* list of the numbers of those runs */
    PyObject *codes; /* tuple: the codes of the languages, by number */
    Py_ssize_t inside;              /* words in runs of prose */
    long hits[MOST_LANGUAGES];      /* in runs of prose */
    double support[MOST_LANGUAGES]; /* summed over those runs */
} Common;

static inline size_t add_code(size_t hash, Py_UCS4 code) { return (hash ^ code) * 0x9E3779B1U; }

static inline size_t slot_of(size_t hash) { return (hash ^ hash >> 15) & (LISTED.room - 1); }

static size_t hash_part(int kind, const void *data, Py_ssize_t start, Py_ssize_t end)
{
    size_t hash = 0;
    for (Py_ssize_t at = start; at < end; at++)
        hash = add_code(hash, PyUnicode_READ(kind, data, at));
    return hash;
}

static void drop_table(void)
{
    for (size_t slot = 0; LISTED.words != NULL && LISTED.numbers != NULL && slot < LISTED.room; slot++) {
        Py_XDECREF(LISTED.words[slot]);
        Py_XDECREF(LISTED.numbers[slot]);
    }
    PyMem_Free(LISTED.words);
    PyMem_Free(LISTED.numbers);
    Py_XDECREF(LISTED.known);
    LISTED = (Table){0};
}

/* Enter one word; the table has room. */
static int enter_word(PyObject *word, PyObject *numbers)
{
    if (!PyUnicode_Check(word) || !PyBytes_Check(numbers)) {
        PyErr_SetString(PyExc_TypeError, "words are wanted, and their languages as bytes");
        return -1;
    }
    size_t hash = hash_part(PyUnicode_KIND(word), PyUnicode_DATA(word), 0, PyUnicode_GET_LENGTH(word));
    size_t slot = slot_of(hash);
    while (LISTED.words[slot] != NULL)
        slot = (slot + 1) & (LISTED.room - 1);
    LISTED.words[slot] = Py_NewRef(word);
    LISTED.numbers[slot] = Py_NewRef(numbers);
    return 0;
}

static int make_table(PyObject *known)
{
    if (LISTED.known == known)
        return 0;
    drop_table();
    for (LISTED.room = 16; LISTED.room < 4 * (size_t)PyDict_GET_SIZE(known);)
        LISTED.room *= 2;
    LISTED.words = PyMem_Calloc(LISTED.room, sizeof *LISTED.words);
    LISTED.numbers = PyMem_Calloc(LISTED.room, sizeof *LISTED.numbers);
    if (LISTED.words == NULL || LISTED.numbers == NULL) {
        PyErr_NoMemory();
        drop_table();
        return -1;
    }
    PyObject *word, *numbers;
    for (Py_ssize_t at = 0; PyDict_Next(known, &at, &word, &numbers);)
        if (enter_word(word, numbers) < 0) {
            drop_table();
            return -1;
        }
    LISTED.known = Py_NewRef(known);
    return 0;
}

/* The slot of a part of a text that is a common word, or NONE. */
static int find_word(int kind, const void *data, Py_ssize_t start, Py_ssize_t end, size_t hash)
{
    for (size_t slot = slot_of(hash); LISTED.words[slot] != NULL; slot = (slot + 1) & (LISTED.room - 1)) {
        PyObject *word = LISTED.words[slot];
        if (PyUnicode_GET_LENGTH(word) != end - start)
            continue;
        int own = PyUnicode_KIND(word);
        const void *letters = PyUnicode_DATA(word);
        Py_ssize_t at = 0;
        while (at < end - start && PyUnicode_READ(own, letters, at) == PyUnicode_READ(kind, data, start + at))
            at++;
        if (at == end - start)
            return (int)slot;
    }
    return NONE;
}

static int split_words(PyObject *text, Common *common)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    if ((common->slots = PyMem_Malloc(((size_t)size / 2 + 1) * sizeof *common->slots)) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t at = 0; at < size;) {
        if (parts_words(PyUnicode_READ(kind, data, at))) {
            at++;
            continue;
        }
        Py_ssize_t start = at;
        size_t hash = 0;
        for (Py_UCS4 code; at < size && !parts_words(code = PyUnicode_READ(kind, data, at)); at++)
            hash = add_code(hash, code);
        common->slots[common->size++] = find_word(kind, data, start, at, hash);
    }
    return 0;
}

/* Count the words of one run, and add them if enough are common in some language. */
static int count_run(Common *common, Py_ssize_t start, Py_ssize_t end, Py_ssize_t run, double min_share)
{
    long found[MOST_LANGUAGES] = {0}, most = 0;
    for (Py_ssize_t at = start; at < end; at++) {
        PyObject *numbers = common->slots[at] == NONE ? NULL : LISTED.numbers[common->slots[at]];
        for (Py_ssize_t nth = 0; numbers != NULL && nth < PyBytes_GET_SIZE(numbers); nth++)
            found[(unsigned char)PyBytes_AS_STRING(numbers)[nth]]++;
    }
    for (int nth = 0; nth < MOST_LANGUAGES; nth++)
        if (found[nth] > most)
            most = found[nth];
    if ((double)most < min_share * (double)(end - start))
        return 0;
    for (int nth = 0; nth < MOST_LANGUAGES; nth++) {
        if (found[nth] == 0)
            continue;
        common->hits[nth] += found[nth];
        common->support[nth] += (double)found[nth] / (double)most;
    }
    common->inside += end - start;
    for (Py_ssize_t at = start; at < end; at++)
        if (common->slots[at] != NONE && PyList_Append(common->prose, LISTED.words[common->slots[at]]) < 0)
            return -1;
    PyObject *number = PyLong_FromSsize_t(run);
    int done = number == NULL ? -1 : PyList_Append(common->runs, number);
    Py_XDECREF(number);
    return done;
}

/* Put a number into a dict under a language's code. */
static int put_share(PyObject *shares, PyObject *code, double share)
{
    PyObject *number = PyFloat_FromDouble(share);
    int done = number == NULL ? -1 : PyDict_SetItem(shares, code, number);
    Py_XDECREF(number);
    return done;
}

/* The fields of a Count. */
static PyObject *list_found(const Common *common)
{
    PyObject *shares = PyDict_New(), *support = PyDict_New();
    PyObject *words = PyList_AsTuple(common->prose), *runs = PyList_AsTuple(common->runs);
    bool failed = shares == NULL || support == NULL || words == NULL || runs == NULL;
    Py_ssize_t known = PyTuple_GET_SIZE(common->codes);
    for (Py_ssize_t nth = 0; nth < MOST_LANGUAGES && !failed; nth++) {
        if (common->hits[nth] == 0)
            continue;
        if (nth >= known) {
            PyErr_SetString(PyExc_ValueError, "a word is said to be of a language without a code");
            failed = true;
            break;
        }
        PyObject *code = PyTuple_GET_ITEM(common->codes, nth);
        failed = put_share(shares, code, (double)common->hits[nth] / (double)common->inside) < 0 ||
                 put_share(support, code, common->support[nth] / (double)PyTuple_GET_SIZE(runs)) < 0;
    }
    if (!failed)
        return Py_BuildValue("(nnNNNN)", common->size, common->inside, words, runs, shares, support);
    Py_XDECREF(shares);
    Py_XDECREF(support);
    Py_XDECREF(words);
    Py_XDECREF(runs);
    return NULL;
}

/* count_common(text, codes, known, run_words, min_share): the fields of a Count. The text is in lower case. */
PyObject *core_count_common(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *text, *known, *result = NULL;
    Common common = {0};
    Py_ssize_t run_words;
    double min_share;
    if (!PyArg_ParseTuple(args, "UO!O!nd", &text, &PyTuple_Type, &common.codes, &PyDict_Type, &known, &run_words,
                          &min_share))
        return NULL;
    if (run_words < 1) {
        PyErr_SetString(PyExc_ValueError, "a run has at least one word");
        return NULL;
    }
    if (make_table(known) < 0)
        return NULL;
    common.prose = PyList_New(0);
    common.runs = PyList_New(0);
    if (common.prose == NULL || common.runs == NULL || split_words(text, &common) < 0)
        goto done;
    for (Py_ssize_t start = 0; start < common.size; start += run_words) {
        Py_ssize_t end = run_words < common.size - start ? start + run_words : common.size;
        if (count_run(&common, start, end, start / run_words, min_share) < 0)
            goto done;
    }
    result = list_found(&common);
done:
    PyMem_Free(common.slots);
    Py_XDECREF(common.prose);
    Py_XDECREF(common.runs);
    return result;
}

/* ---- letters ---- */

/* The letters that were counted, as a dict in the order of ``order``. */
static PyObject *name_counts(const uint16_t *order, Py_ssize_t count, const uint32_t *times)
{
    PyObject *made = PyDict_New();
    for (Py_ssize_t nth = 0; made != NULL && nth < count; nth++) {
        PyObject *letter = PyUnicode_FromOrdinal(order[nth]);
        PyObject *number = PyLong_FromUnsignedLong(times[order[nth]]);
        if (letter == NULL || number == NULL || PyDict_SetItem(made, letter, number) < 0)
            Py_CLEAR(made);
        Py_XDECREF(letter);
        Py_XDECREF(number);
    }
    return made;
}

/* count_each(text): how often each letter stands in a text, in the order of the first ones, as LETTERS of language.py
 * finds them. None for a text with letters beyond the basic plane, which are rare. */
PyObject *core_count_each(PyObject *module, PyObject *text)
{
    (void)module;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "text is wanted");
        return NULL;
    }
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), count = 0;
    const int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    uint32_t *times = PyMem_Calloc(BASIC_PLANE, sizeof *times);
    uint16_t *order = PyMem_Malloc(BASIC_PLANE * sizeof *order);
    PyObject *made = times == NULL || order == NULL ? PyErr_NoMemory() : NULL;
    bool basic = true;
    for (Py_ssize_t at = 0; times != NULL && order != NULL && basic && at < size; at++) {
        Py_UCS4 code = PyUnicode_READ(kind, data, at);
        basic = code < BASIC_PLANE;
        if (basic && (times[code] || (Py_UNICODE_ISALNUM(code) && !Py_UNICODE_ISDECIMAL(code))) && !times[code]++)
            order[count++] = (uint16_t)code;
    }
    if (times != NULL && order != NULL)
        made = basic ? name_counts(order, count, times) : Py_NewRef(Py_None);
    PyMem_Free(times);
    PyMem_Free(order);
    return made;
}
