/* Which of all blocks of a page a search need look at: prefilters.py. */
#include "prefilters.h"

PyObject *SEEN_BLOCK;
Py_ssize_t SLOT[PREFILTER_SLOTS];

/* prefilter_setup(Block): take over the class of blocks. */
PyObject *core_prefilter_setup(PyObject *module, PyObject *block)
{
    (void)module;
    static const char *const NAMES[PREFILTER_SLOTS] = {"text", "spans", "kind", "container", "hidden"};
    Py_ssize_t slots[PREFILTER_SLOTS];
    if (!PyType_Check(block)) {
        PyErr_SetString(PyExc_TypeError, "the class of blocks is wanted");
        return NULL;
    }
    if (find_slots(block, NAMES, PREFILTER_SLOTS, slots) < 0)
        return NULL;
    memcpy(SLOT, slots, sizeof slots);
    Py_XSETREF(SEEN_BLOCK, Py_NewRef(block));
    Py_RETURN_NONE;
}

PyObject *refuse_block(PyObject *block)
{
    bool known = (PyObject *)Py_TYPE(block) == SEEN_BLOCK;
    PyErr_SetString(PyExc_TypeError, known ? "a block with other types in its fields"
                                           : "a block is wanted, after prefilter_setup");
    return NULL;
}

int append_index(PyObject *list, Py_ssize_t nth)
{
    PyObject *number = PyLong_FromSsize_t(nth);
    int done = number == NULL ? -1 : PyList_Append(list, number);
    Py_XDECREF(number);
    return done;
}

static inline Py_UCS4 letter_at(PyObject *text, Py_ssize_t at)
{
    return PyUnicode_READ(PyUnicode_KIND(text), PyUnicode_DATA(text), at);
}

/* Some letters, with a table of those of ASCII. */
typedef struct {
    PyObject *all; /* a str, borrowed */
    bool ascii[128];
} Letters;

static void read_letters(PyObject *all, Letters *letters)
{
    *letters = (Letters){.all = all};
    for (Py_ssize_t at = 0; at < PyUnicode_GET_LENGTH(all); at++)
        if (letter_at(all, at) < 128)
            letters->ascii[letter_at(all, at)] = true;
}

static bool is_among(const Letters *letters, Py_UCS4 code)
{
    return code < 128 ? letters->ascii[code]
                      : PyUnicode_FindChar(letters->all, code, 0, PyUnicode_GET_LENGTH(letters->all), 1) >= 0;
}

/* What is asked of each text, and what is compared. */
typedef struct {
    Py_ssize_t least, most;
    Letters letters;
    Words words;
    PyObject *said; /* a str, borrowed */
} Question;

/* -1 with an exception set. */
typedef int (*Answer)(const Question *question, PyObject *text, Py_ssize_t size);

/* The positions of the blocks whose texts are as asked. */
static PyObject *find_texts(PyObject *blocks, const Question *question, Answer fits)
{
    PyObject *found = PyList_New(0);
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *text = value_in_slot(blocks, nth, S_TEXT);
        int answer = text == NULL ? -1 : fits(question, text, PyUnicode_GET_LENGTH(text));
        if (answer < 0 || (answer && append_index(found, nth) < 0))
            Py_CLEAR(found);
    }
    return found;
}

static int is_sized(const Question *question, PyObject *text, Py_ssize_t size)
{
    (void)text;
    return size >= question->least && size <= question->most;
}

/* sized(blocks, least, most): find_sized of prefilters.py. */
PyObject *core_sized(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks;
    Question question;
    if (!PyArg_ParseTuple(args, "O!nn", &PyTuple_Type, &blocks, &question.least, &question.most))
        return NULL;
    return find_texts(blocks, &question, is_sized);
}

/* foldable(blocks, said, least, most): find_foldable of prefilters.py, with may_fold_to of words.py. */
static int is_foldable(const Question *question, PyObject *text, Py_ssize_t size)
{
    if (size < question->least || size > question->most)
        return false;
    if (size == 0 || !PyUnicode_IS_ASCII(text) || !Py_ISALNUM(letter_at(text, 0)))
        return true;
    return PyUnicode_GET_LENGTH(question->said) &&
           letter_at(question->said, 0) == (Py_UCS4)Py_TOLOWER(letter_at(text, 0));
}

PyObject *core_foldable(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks;
    Question question;
    if (!PyArg_ParseTuple(args, "O!Unn", &PyTuple_Type, &blocks, &question.said, &question.least, &question.most))
        return NULL;
    return find_texts(blocks, &question, is_foldable);
}

int read_words(Words *words)
{
    memset(words->pairs, 0, sizeof words->pairs);
    PyObject *all = PyObject_GetIter(words->all), *word;
    while (all != NULL && (word = PyIter_Next(all)) != NULL) {
        if (!PyUnicode_Check(word) || PyUnicode_GET_LENGTH(word) == 0)
            PyErr_SetString(PyExc_TypeError, "words are wanted");
        else if (PyUnicode_GET_LENGTH(word) == 1) /* one letter alone makes all pairs with it */
            words->pairs[letter_at(word, 0) & 31] = ~(uint32_t)0;
        else
            words->pairs[letter_at(word, 0) & 31] |= (uint32_t)1 << (letter_at(word, 1) & 31);
        Py_DECREF(word);
        if (PyErr_Occurred())
            break;
    }
    Py_XDECREF(all);
    return PyErr_Occurred() ? -1 : 0;
}

static int is_begun(const Question *question, PyObject *text, Py_ssize_t size)
{
    if (size == 0 || size > question->most || !is_among(&question->letters, letter_at(text, 0)))
        return false;
    Py_ssize_t end = 0;
    while (end < size && letter_at(text, end) < 128 && Py_ISALPHA(letter_at(text, end)))
        end++;
    if (PySet_GET_SIZE(question->words.all) == 0 || end == 0 || (end < size && letter_at(text, end) >= 128))
        return true;
    if (end > 1 && !may_be_among(&question->words, letter_at(text, 0), letter_at(text, 1)))
        return false;
    PyObject *word = PyUnicode_New(end, 127);
    for (Py_ssize_t at = 0; word != NULL && at < end; at++)
        PyUnicode_1BYTE_DATA(word)[at] = (Py_UCS1)Py_TOLOWER(letter_at(text, at));
    int known = word == NULL ? -1 : PySet_Contains(question->words.all, word);
    Py_XDECREF(word);
    return known;
}

/* begun(blocks, letters, most, words): find_begun of prefilters.py. */
PyObject *core_begun(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *letters;
    Question question;
    if (!PyArg_ParseTuple(args, "O!UnO!", &PyTuple_Type, &blocks, &letters, &question.most, &PyFrozenSet_Type,
                          &question.words.all))
        return NULL;
    read_letters(letters, &question.letters);
    return read_words(&question.words) < 0 ? NULL : find_texts(blocks, &question, is_begun);
}

static int is_ended(const Question *question, PyObject *text, Py_ssize_t size)
{
    return size >= question->least || (size > 0 && is_among(&question->letters, letter_at(text, size - 1)));
}

/* ended(blocks, letters, least): find_ended of prefilters.py. */
PyObject *core_ended(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *letters;
    Question question;
    if (!PyArg_ParseTuple(args, "O!Un", &PyTuple_Type, &blocks, &letters, &question.least))
        return NULL;
    read_letters(letters, &question.letters);
    return find_texts(blocks, &question, is_ended);
}

static inline bool is_small(Py_UCS4 code) { return Py_UNICODE_ISLOWER(code) || Py_UNICODE_ISTITLE(code); }

/* Whether the first two words are in capitals, one of the first two characters is one, and not all of it is. */
static int is_shouted(const Question *question, PyObject *text, Py_ssize_t size)
{
    if (size < 2 || size > question->most || !(Py_UNICODE_ISUPPER(letter_at(text, 0)) ||
                                               Py_UNICODE_ISUPPER(letter_at(text, 1))))
        return false;
    Py_ssize_t at = 0, words = 0;
    while (words < 2 && at < size) {
        bool capital = false;
        Py_ssize_t from = at;
        for (; at < size && !Py_UNICODE_ISSPACE(letter_at(text, at)); at++) {
            if (is_small(letter_at(text, at)))
                return false;
            capital |= Py_UNICODE_ISUPPER(letter_at(text, at)) != 0;
        }
        if (at > from && !capital)
            return false;
        words += at > from;
        at++;
    }
    while (at < size && !is_small(letter_at(text, at)))
        at++;
    return words == 2 && at < size;
}

/* shouted(blocks, most): find_shouted of prefilters.py. */
PyObject *core_shouted(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks;
    Question question;
    if (!PyArg_ParseTuple(args, "O!n", &PyTuple_Type, &blocks, &question.most))
        return NULL;
    return find_texts(blocks, &question, is_shouted);
}

/* headed(blocks, most): find_headed of prefilters.py. */
PyObject *core_headed(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(args, "O!n", &PyTuple_Type, &blocks, &most))
        return NULL;
    PyObject *found = PyList_New(0), *text = NULL;
    for (Py_ssize_t nth = 0; found != NULL && nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *next = value_in_slot(blocks, nth, S_TEXT);
        if (next == NULL) {
            Py_CLEAR(found);
            break;
        }
        Py_ssize_t size = text == NULL ? 0 : PyUnicode_GET_LENGTH(text);
        bool fits = size > 0 && size <= most && size < PyUnicode_GET_LENGTH(next) &&
                    letter_at(text, 0) == letter_at(next, 0) &&
                    PyUnicode_Tailmatch(next, text, 0, PyUnicode_GET_LENGTH(next), -1) == 1 &&
                    PyUnicode_FindChar(text, ' ', 0, size, 1) >= 0;
        if (fits && append_index(found, nth - 1) < 0)
            Py_CLEAR(found);
        text = next;
    }
    return found;
}

/* ---- the longest blocks ---- */

typedef struct {
    Py_ssize_t size, nth;
} Sized;

/* The longer first, and of equals the first in reading order. */
static int compare_sizes(const void *one, const void *other)
{
    const Sized *a = one, *b = other;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->nth < b->nth ? -1 : a->nth > b->nth;
}

/* The sizes of the blocks of at least so many code points, and their sum; -1 with an exception set. */
static Py_ssize_t take_sizes(PyObject *blocks, Py_ssize_t least, Sized *sizes, Py_ssize_t *sum)
{
    Py_ssize_t count = 0;
    *sum = 0;
    for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(blocks); nth++) {
        PyObject *text = value_in_slot(blocks, nth, S_TEXT);
        if (text == NULL)
            return -1;
        Py_ssize_t size = PyUnicode_GET_LENGTH(text);
        if (size < least)
            continue;
        sizes[count++] = (Sized){size, nth};
        *sum += size;
    }
    return count;
}

/* The texts of the chosen blocks, each in a line of its own. */
static PyObject *join_chosen(PyObject *blocks, const bool *chosen)
{
    PyObject *texts = PyList_New(0), *line = PyUnicode_FromString("\n"), *made = NULL;
    bool done = texts != NULL && line != NULL;
    for (Py_ssize_t nth = 0; done && nth < PyTuple_GET_SIZE(blocks); nth++)
        done = !chosen[nth] || PyList_Append(texts, value_in_slot(blocks, nth, S_TEXT)) == 0;
    if (done)
        made = PyUnicode_Join(line, texts);
    Py_XDECREF(texts);
    Py_XDECREF(line);
    return made;
}

/* longest(blocks, least, most): join_longest of prefilters.py. */
PyObject *core_longest(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *blocks, *made = NULL;
    Py_ssize_t least, most, sum;
    if (!PyArg_ParseTuple(args, "O!nn", &PyTuple_Type, &blocks, &least, &most))
        return NULL;
    size_t room = (size_t)PyTuple_GET_SIZE(blocks) + 1;
    Sized *sizes = PyMem_Calloc(room, sizeof *sizes);
    bool *chosen = PyMem_Calloc(room, sizeof *chosen);
    if (sizes == NULL || chosen == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    Py_ssize_t count = take_sizes(blocks, least, sizes, &sum);
    if (count >= 0 && sum <= most)
        count = take_sizes(blocks, 0, sizes, &sum);
    if (count < 0)
        goto done;
    qsort(sizes, (size_t)count, sizeof *sizes, compare_sizes);
    Py_ssize_t size = 0;
    for (Py_ssize_t nth = 0; nth < count && size <= most; nth++) {
        chosen[sizes[nth].nth] = true;
        size += sizes[nth].size;
    }
    made = join_chosen(blocks, chosen);
done:
    PyMem_Free(sizes);
    PyMem_Free(chosen);
    return made;
}
