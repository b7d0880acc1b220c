/* The common words of languages in a text: count_common of language.py. */
#include "core.h"

enum { MOST_LANGUAGES = 256 };

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

typedef struct {
    PyObject *words;                /* list of all words */
    PyObject *known;                /* dict: word -> bytes, the numbers of its languages */
    PyObject *prose;                /* list of the words in runs of prose */
    PyObject *codes;                /* tuple: the codes of the languages, by number */
    long hits[MOST_LANGUAGES];      /* in runs of prose */
    double support[MOST_LANGUAGES]; /* summed over those runs */
    long runs;
} Common;

static int split_words(PyObject *text, PyObject *words)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t at = 0; at < size;) {
        if (parts_words(PyUnicode_READ(kind, data, at))) {
            at++;
            continue;
        }
        Py_ssize_t start = at;
        while (at < size && !parts_words(PyUnicode_READ(kind, data, at)))
            at++;
        PyObject *word = PyUnicode_Substring(text, start, at);
        int failed = word == NULL ? -1 : PyList_Append(words, word);
        Py_XDECREF(word);
        if (failed)
            return -1;
    }
    return 0;
}

/* Count the languages of one word. */
static int count_word(PyObject *known, PyObject *word, long *found)
{
    PyObject *codes = PyDict_GetItemWithError(known, word);
    if (codes == NULL)
        return PyErr_Occurred() ? -1 : 0;
    if (!PyBytes_Check(codes)) {
        PyErr_SetString(PyExc_TypeError, "languages are wanted as bytes");
        return -1;
    }
    const unsigned char *numbers = (const unsigned char *)PyBytes_AS_STRING(codes);
    for (Py_ssize_t nth = 0; nth < PyBytes_GET_SIZE(codes); nth++)
        found[numbers[nth]]++;
    return 0;
}

/* Count the words of one run, and add them if enough are common in some language. */
static int count_run(Common *common, Py_ssize_t start, Py_ssize_t end, double min_share)
{
    long found[MOST_LANGUAGES] = {0}, most = 0;
    for (Py_ssize_t at = start; at < end; at++)
        if (count_word(common->known, PyList_GET_ITEM(common->words, at), found) < 0)
            return -1;
    for (int nth = 0; nth < MOST_LANGUAGES; nth++)
        if (found[nth] > most)
            most = found[nth];
    if ((double)most < min_share * (double)(end - start))
        return 0;
    common->runs++;
    for (int nth = 0; nth < MOST_LANGUAGES; nth++) {
        if (found[nth] == 0)
            continue;
        common->hits[nth] += found[nth];
        common->support[nth] += (double)found[nth] / (double)most;
    }
    for (Py_ssize_t at = start; at < end; at++)
        if (PyList_Append(common->prose, PyList_GET_ITEM(common->words, at)) < 0)
            return -1;
    return 0;
}

/* Put a number into a dict under a language's code. */
static int put_share(PyObject *shares, PyObject *code, double share)
{
    PyObject *number = PyFloat_FromDouble(share);
    int done = number == NULL ? -1 : PyDict_SetItem(shares, code, number);
    Py_XDECREF(number);
    return done;
}

/* The number of words, those in runs of prose, and the shares and the support of the languages that were found. */
static PyObject *list_found(const Common *common)
{
    PyObject *shares = PyDict_New(), *support = PyDict_New(), *inside = PyList_AsTuple(common->prose);
    bool failed = shares == NULL || support == NULL || inside == NULL;
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
        failed = put_share(shares, code, (double)common->hits[nth] / (double)PyTuple_GET_SIZE(inside)) < 0 ||
                 put_share(support, code, common->support[nth] / (double)common->runs) < 0;
    }
    if (!failed)
        return Py_BuildValue("(nNNN)", PyList_GET_SIZE(common->words), inside, shares, support);
    Py_XDECREF(shares);
    Py_XDECREF(support);
    Py_XDECREF(inside);
    return NULL;
}

/* count_common(text, codes, known, run_words, min_share): the fields of a Count. The text is in lower case. */
PyObject *core_count_common(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *text, *result = NULL;
    Common common = {0};
    Py_ssize_t run_words;
    double min_share;
    if (!PyArg_ParseTuple(args, "UO!O!nd", &text, &PyTuple_Type, &common.codes, &PyDict_Type, &common.known, &run_words,
                          &min_share))
        return NULL;
    if (run_words < 1) {
        PyErr_SetString(PyExc_ValueError, "a run has at least one word");
        return NULL;
    }
    common.words = PyList_New(0);
    common.prose = PyList_New(0);
    if (common.words == NULL || common.prose == NULL || split_words(text, common.words) < 0)
        goto done;
    Py_ssize_t total = PyList_GET_SIZE(common.words);
    for (Py_ssize_t start = 0; start < total; start += run_words) {
        Py_ssize_t end = run_words < total - start ? start + run_words : total;
        if (count_run(&common, start, end, min_share) < 0)
            goto done;
    }
    result = list_found(&common);
done:
    Py_XDECREF(common.words);
    Py_XDECREF(common.prose);
    return result;
}
