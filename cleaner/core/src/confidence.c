/* How certain the tagger was of a page: _measure of confidence.py. */
#include "judge.h"
#include "phrase.h"

/* As in confidence.py. */
enum { MARGIN = 3, TAIL = 3, LINE_CHARS = 60, VERDICT_KEEP = 1 };
static const double MAX_TAIL = 1000, DOUBTED[] = {0.1, 0.9}, DOUBTED_OUT[] = {0.03, 0.5};

typedef struct {
    PyObject *blocks;
    const float *chance;
    bool *keep;
    double *chars;
    double kept, around, doubted, doubted_out, links, least_sure, tail; /* what is found, in code points and chances */
    double least_kept, most_dropped;
    Py_ssize_t count, stays, words, first, last;
} Sure;

/* _count_words: in ASCII one space stands between two words. */
static Py_ssize_t count_words(PyObject *text)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), count = 0;
    if (PyUnicode_IS_ASCII(text)) {
        for (Py_ssize_t at = 0; at < size; at++)
            count += ((const char *)data)[at] == ' ';
        return count + 1;
    }
    bool inside = false;
    for (Py_ssize_t at = 0; at < size; at++) {
        Py_UCS4 code = PyUnicode_READ(kind, data, at);
        bool unspaced = is_unspaced(code), part = !unspaced && !is_space(code);
        count += unspaced || (part && !inside);
        inside = part;
    }
    return count;
}

/* What one block adds. */
static int add_block(Sure *sure, Py_ssize_t nth, PyObject *verdict)
{
    PyObject *block = PyTuple_GET_ITEM(sure->blocks, nth), *text;
    double links, chance = (double)sure->chance[nth];
    if (!is_block(block) || !PyTuple_Check(verdict) || PyTuple_GET_SIZE(verdict) <= VERDICT_KEEP) {
        PyErr_SetString(PyExc_TypeError, "blocks and verdicts are wanted");
        return -1;
    }
    int keep = PyObject_IsTrue(PyTuple_GET_ITEM(verdict, VERDICT_KEEP));
    if (keep < 0 || (text = value_in(block, A_TEXT)) == NULL || number_in(block, A_LINKS, &links) < 0)
        return -1;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "the text of a block is to be a str");
        return -1;
    }
    double chars = (double)PyUnicode_GET_LENGTH(text);
    sure->keep[nth] = keep;
    sure->chars[nth] = chars;
    sure->doubted += chance > DOUBTED[0] && chance < DOUBTED[1] ? chars : 0;
    if (!keep) {
        sure->most_dropped = most(sure->most_dropped, chance);
        sure->doubted_out += chance > DOUBTED_OUT[0] && chance < DOUBTED_OUT[1] ? chars : 0;
        return 0;
    }
    sure->first = sure->stays++ ? sure->first : nth;
    sure->last = nth;
    sure->least_kept = least(sure->least_kept, chance);
    sure->least_sure = chars > LINE_CHARS ? least(sure->least_sure, chance) : sure->least_sure;
    sure->kept += chars;
    sure->links += links;
    sure->words += count_words(text);
    return 0;
}

/* What takes a second look: dropped blocks around those that stay, and the last of those. */
static void look_around(Sure *sure)
{
    Py_ssize_t end = sure->last + MARGIN + 1 < sure->count ? sure->last + MARGIN + 1 : sure->count;
    for (Py_ssize_t nth = sure->first > MARGIN ? sure->first - MARGIN : 0; nth < end && sure->stays; nth++)
        sure->around += sure->keep[nth] ? 0 : sure->chars[nth];
    int left = TAIL;
    for (Py_ssize_t nth = sure->last; nth >= 0 && left && sure->stays; nth--)
        if (sure->keep[nth]) {
            sure->tail = least(sure->tail, sure->chars[nth]);
            left--;
        }
}

/* weigh(blocks, verdicts, chance): (smallest chance of a block that stays, greatest of one that goes, letters that
 * stay, that go around them, blocks that stay, words that stay, letters in doubt, of them in blocks that go, letters of
 * links that stay, smallest chance of a line that stays, letters of the shortest block at the end). */
PyObject *core_weigh(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *verdicts, *given, *found = NULL;
    Sure sure = {.least_kept = 1, .least_sure = 1, .tail = MAX_TAIL};
    Array chance = {0};
    if (!PyArg_ParseTuple(args, "O!O!O", &PyTuple_Type, &sure.blocks, &PyList_Type, &verdicts, &given))
        return NULL;
    sure.count = PyTuple_GET_SIZE(sure.blocks);
    if (JUDGES.Block == NULL || PyList_GET_SIZE(verdicts) != sure.count) {
        PyErr_SetString(PyExc_ValueError, "judge_setup comes first, and a verdict for each block");
        return NULL;
    }
    sure.keep = zeros(sure.count, sizeof *sure.keep);
    sure.chars = sure.keep == NULL ? NULL : zeros(sure.count, sizeof *sure.chars);
    if (sure.chars == NULL || take_array(given, &chance, 'f', sure.count, 1, false) < 0)
        goto done;
    sure.chance = FLOATS(chance);
    for (Py_ssize_t nth = 0; nth < sure.count; nth++)
        if (nth >= PyList_GET_SIZE(verdicts) || add_block(&sure, nth, PyList_GET_ITEM(verdicts, nth)) < 0)
            goto done;
    look_around(&sure);
    found = Py_BuildValue("(ddddnnddddd)", sure.least_kept, sure.most_dropped, sure.kept, sure.around, sure.stays,
                          sure.words, sure.doubted, sure.doubted_out, sure.links, sure.least_sure, sure.tail);
done:
    drop_array(&chance);
    PyMem_Free(sure.keep);
    PyMem_Free(sure.chars);
    return found;
}
