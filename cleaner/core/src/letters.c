/* What the letters of a block say: Letters of letters.py, _dated and _overlap of features.py. */
#include "judge.h"

#include <string.h>

/* The parts of a text that Python's str holds; ``trim`` leaves out the tabs before its first letter. */
int read_text(PyObject *object, bool trim, Text *text)
{
    if (!PyUnicode_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "the text of a block is to be a str");
        return -1;
    }
    *text = (Text){.data = PyUnicode_DATA(object), .kind = PyUnicode_KIND(object),
                   .size = PyUnicode_GET_LENGTH(object), .ascii = PyUnicode_IS_ASCII(object)};
    while (trim && text->from < text->size && PyUnicode_READ(text->kind, text->data, text->from) == '\t')
        text->from++;
    text->size -= text->from;
    return 0;
}

static inline uint32_t char_at(const Text *text, Py_ssize_t nth)
{
    return PyUnicode_READ(text->kind, text->data, text->from + nth);
}

static inline unsigned char class_of(uint32_t code)
{
    if (code >= 0xD800 && code < 0xE000) /* a lone surrogate: Python's encoder makes it a question mark */
        return JUDGES.classes['?'];
    return JUDGES.classes[code < TABLE_SIZE ? code : TABLE_SIZE];
}

static inline bool ends_sentence(unsigned char after)
{
    return after == L_SPACE || after == L_UNSPACED || after == L_CLOSER;
}

/* Count the classes of a text of one kind; inlined once for each kind, so that no letter asks for it again. */
static inline void count(const Text *text, int kind, Letters *seen)
{
    const void *data = text->data;
    Py_ssize_t until = text->from + text->size;
    bool stopped = false;
    for (Py_ssize_t at = text->from; at < until; at++) {
        uint32_t code = PyUnicode_READ(kind, data, at);
        unsigned char class = kind == PyUnicode_1BYTE_KIND ? JUDGES.classes[code] : class_of(code);
        seen->counts[class]++;
        seen->ends += stopped && ends_sentence(class);
        stopped = class == L_STOP;
    }
    seen->ends += stopped; /* the end of the block counts as a space */
}

void count_letters(const Text *text, Letters *seen)
{
    memset(seen, 0, sizeof *seen);
    if (text->size == 0) {
        seen->first = seen->last = L_SPACE;
        return;
    }
    if (text->kind == PyUnicode_1BYTE_KIND)
        count(text, PyUnicode_1BYTE_KIND, seen);
    else if (text->kind == PyUnicode_2BYTE_KIND)
        count(text, PyUnicode_2BYTE_KIND, seen);
    else
        count(text, PyUnicode_4BYTE_KIND, seen);
    seen->first = class_of(char_at(text, 0));
    Py_ssize_t at = text->size - 1;
    uint32_t last = char_at(text, at);
    seen->colon = last == ':' || last == 0xFF1A;
    for (int nth = 0; nth < 2 && at > 0 && class_of(char_at(text, at)) == L_CLOSER; nth++)
        at--;
    last = char_at(text, at);
    seen->last = class_of(last);
    seen->question = last == '?' || last == 0xFF1F || last == 0x061F || (last >= 0xD800 && last < 0xE000);
}

static inline bool is_decimal(uint32_t code)
{
    return code < 128 ? code >= '0' && code <= '9' : Py_UNICODE_ISDECIMAL(code);
}

static inline bool parts_date(uint32_t code) { return code == '.' || code == '/' || code == '-'; }

/* YEAR of features.py: a year, a time of day, or the start of a date in numbers. */
bool holds_date(const Text *text)
{
    Py_ssize_t left = text->size;
    for (Py_ssize_t at = 0; left >= 4; at++, left--) {
        uint32_t code = char_at(text, at);
        if (!is_decimal(code))
            continue;
        uint32_t next = char_at(text, at + 1), third = char_at(text, at + 2), fourth = char_at(text, at + 3);
        if (((code == '1' && next == '9') || (code == '2' && next == '0')) && is_decimal(third) && is_decimal(fourth))
            return true;
        if (next == ':' && is_decimal(third) && is_decimal(fourth))
            return true;
        if (parts_date(next) && is_decimal(third) &&
            (parts_date(fourth) || (is_decimal(fourth) && left > 4 && parts_date(char_at(text, at + 4)))))
            return true;
    }
    return false;
}

/* _PERHAPS_MARKED of words.py: where words may hold marks, which Python finds. */
static bool perhaps_marked(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } RANGES[] = {
        {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x1CFF},  {0x1DC0, 0x1DFF}, {0x200C, 0x200D},
        {0x20D0, 0x20FF}, {0x2CE0, 0x2DFF}, {0x302A, 0x302F}, {0x3099, 0x309A}, {0xA660, 0xA6FF},
        {0xA800, 0xABFF}, {0xFB1E, 0xFB1E}, {0xFE00, 0xFE2F}, {0x10000, 0xE01EF},
    };
    if (code < RANGES[0].first)
        return false;
    for (size_t nth = 0; nth < sizeof RANGES / sizeof *RANGES; nth++)
        if (code >= RANGES[nth].first && code <= RANGES[nth].last)
            return true;
    return false;
}

static inline unsigned mask_bit(uint32_t first, Py_ssize_t size) { return (first + (uint32_t)size * 29) & 255; }

int make_wanted(PyObject *words, Wanted *wanted)
{
    *wanted = (Wanted){.words = words};
    if (!PyAnySet_Check(words)) {
        PyErr_SetString(PyExc_TypeError, "a set of words is wanted");
        return -1;
    }
    PyObject *all = PySequence_List(words), *word;
    for (Py_ssize_t nth = 0; all != NULL && nth < PyList_GET_SIZE(all); nth++) {
        word = PyList_GET_ITEM(all, nth);
        if (!PyUnicode_Check(word) || PyUnicode_GET_LENGTH(word) == 0) {
            PyErr_SetString(PyExc_ValueError, "the words of the title are to be words");
            Py_CLEAR(all);
            break;
        }
        unsigned bit = mask_bit(PyUnicode_READ_CHAR(word, 0), PyUnicode_GET_LENGTH(word));
        wanted->mask[bit / 64] |= (uint64_t)1 << bit % 64;
    }
    if (all == NULL)
        return -1;
    Py_DECREF(all);
    return 0;
}

/* Whether a word is wanted: 1, 0, or -1 with an exception set. */
static int is_wanted(const Py_UCS4 *word, Py_ssize_t size, const Wanted *wanted)
{
    unsigned bit = mask_bit(word[0], size);
    if (!(wanted->mask[bit / 64] >> bit % 64 & 1))
        return 0;
    PyObject *made = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, word, size);
    int found = made == NULL ? -1 : PySet_Contains(wanted->words, made);
    Py_XDECREF(made);
    return found;
}

/* What Python finds where letters need more than a look at each. */
static double overlap_in_python(PyObject *object, const Text *text, const Wanted *wanted)
{
    PyObject *plain = PyUnicode_Substring(object, text->from, text->from + text->size);
    PyObject *share = plain == NULL ? NULL
                                    : PyObject_CallFunctionObjArgs(JUDGES.share_of_title, plain, wanted->words, NULL);
    double value = share == NULL ? -1 : PyFloat_AsDouble(share);
    Py_XDECREF(plain);
    Py_XDECREF(share);
    return value;
}

double overlap(PyObject *object, const Text *text, const Wanted *wanted)
{
    Py_UCS4 lower[SHORT_CHARS + 1];
    if (text->size > SHORT_CHARS)
        return 0;
    for (Py_ssize_t at = 0; at < text->size; at++) {
        uint32_t code = char_at(text, at);
        lower[at] = code < 128 ? (Py_UCS4)Py_TOLOWER(code) : Py_UNICODE_TOLOWER(code);
        /* two capitals become more than one letter or different ones: I with a dot and sigma */
        if (code >= 128 && (code == 0x130 || code == 0x3A3 || perhaps_marked(code) || perhaps_marked(lower[at])))
            return overlap_in_python(object, text, wanted);
    }
    lower[text->size] = ' ';
    Py_ssize_t words = 0, found = 0, start = -1;
    for (Py_ssize_t at = 0; at <= text->size; at++) {
        bool part = (lower[at] < 128 ? Py_ISALNUM(lower[at]) : Py_UNICODE_ISALNUM(lower[at])) || lower[at] == '_';
        if (part && start < 0)
            start = at;
        if (part || start < 0)
            continue;
        int is = is_wanted(lower + start, at - start, wanted);
        if (is < 0)
            return -1;
        words++;
        found += is;
        start = -1;
    }
    return words ? (double)found / (double)words : 0;
}
