/* Keys of texts: hash_keys and keys_of of template.py. The hash is BLAKE2b (RFC 7693) with a digest of eight bytes. */
#include "core.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 128, WORDS = 16, STATE_WORDS = 8, ROUNDS = 12, DIGEST_BYTES = 8 };

static const uint64_t START[STATE_WORDS] = {
    0x6A09E667F3BCC908U, 0xBB67AE8584CAA73BU, 0x3C6EF372FE94F82BU, 0xA54FF53A5F1D36F1U,
    0x510E527FADE682D1U, 0x9B05688C2B3E6C1FU, 0x1F83D9ABFB41BD6BU, 0x5BE0CD19137E2179U,
};

static const unsigned char ORDER[10][WORDS] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

static inline uint64_t turn(uint64_t word, int by) { return word >> by | word << (64 - by); }

static inline void mix(uint64_t *v, int a, int b, int c, int d, uint64_t x, uint64_t y)
{
    v[a] += v[b] + x;
    v[d] = turn(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = turn(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = turn(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = turn(v[b] ^ v[c], 63);
}

/* Mix one block into the state; ``count`` are the bytes so far, with those of this block. */
static void compress(uint64_t *state, const unsigned char *block, uint64_t count, bool last)
{
    uint64_t v[WORDS], m[WORDS];
    for (int nth = 0; nth < WORDS; nth++) { /* little-endian on every machine */
        m[nth] = 0;
        for (int byte = 7; byte >= 0; byte--)
            m[nth] = m[nth] << 8 | block[8 * nth + byte];
    }
    memcpy(v, state, STATE_WORDS * sizeof *v);
    memcpy(v + STATE_WORDS, START, sizeof START);
    v[12] ^= count;
    if (last)
        v[14] = ~v[14];
    for (int nth = 0; nth < ROUNDS; nth++) {
        const unsigned char *s = ORDER[nth % 10];
        mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
        mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
        mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
        mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
        mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
        mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
        mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
        mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
    }
    for (int nth = 0; nth < STATE_WORDS; nth++)
        state[nth] ^= v[nth] ^ v[nth + STATE_WORDS];
}

static uint64_t hash(const char *at, Py_ssize_t size)
{
    uint64_t state[STATE_WORDS];
    memcpy(state, START, sizeof state);
    state[0] ^= 0x01010000U ^ DIGEST_BYTES;
    Py_ssize_t done = 0;
    for (; size - done > BLOCK_BYTES; done += BLOCK_BYTES)
        compress(state, (const unsigned char *)at + done, (uint64_t)(done + BLOCK_BYTES), false);
    unsigned char rest[BLOCK_BYTES] = {0};
    if (size > done)
        memcpy(rest, at + done, (size_t)(size - done));
    compress(state, rest, (uint64_t)size, true);
    return state[0];
}

/* Append the UTF-8 of a str; a lone surrogate becomes a question mark. */
static int add_text(Buffer *buffer, PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a list of str is wanted");
        return -1;
    }
    if (PyUnicode_IS_ASCII(text))
        return buffer_add(buffer, PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text));
    PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "replace");
    int done = bytes == NULL ? -1 : buffer_add(buffer, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
    Py_XDECREF(bytes);
    return done;
}

/* hash_keys(texts): a list of the key of each str of a list. */
PyObject *core_hash_keys(PyObject *module, PyObject *texts)
{
    (void)module;
    if (!PyList_Check(texts)) {
        PyErr_SetString(PyExc_TypeError, "a list of str is wanted");
        return NULL;
    }
    Buffer buffer = {0};
    PyObject *keys = PyList_New(PyList_GET_SIZE(texts));
    for (Py_ssize_t nth = 0; keys != NULL && nth < PyList_GET_SIZE(keys); nth++) {
        buffer_clear(&buffer);
        bool done = nth < PyList_GET_SIZE(texts) && add_text(&buffer, PyList_GET_ITEM(texts, nth)) == 0;
        PyObject *key = done ? PyLong_FromUnsignedLongLong(hash(buffer.at, buffer.size)) : NULL;
        if (key == NULL)
            Py_CLEAR(keys);
        else
            PyList_SET_ITEM(keys, nth, key);
    }
    buffer_free(&buffer);
    return keys;
}

static int compare(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* page_keys(texts, pairs): the keys of the str of a list, and of each two neighbours if wanted, each once, in ascending
 * order: numbers of 64 bits in bytes. */
PyObject *core_page_keys(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *texts, *made = NULL;
    int pairs;
    if (!PyArg_ParseTuple(args, "O!p", &PyList_Type, &texts, &pairs))
        return NULL;
    Py_ssize_t count = PyList_GET_SIZE(texts), found = 0, kept = 0, before = 0;
    uint64_t *keys = PyMem_Calloc(2 * (size_t)count + 1, sizeof *keys);
    Buffer buffer = {0}; /* the text before, a line break, and this one */
    bool done = keys != NULL;
    if (!done)
        PyErr_NoMemory();
    for (Py_ssize_t nth = 0; done && nth < count; nth++) {
        Py_ssize_t start = nth ? before + 1 : 0;
        buffer.size = before;
        done = (nth == 0 || buffer_char(&buffer, '\n') == 0) && add_text(&buffer, PyList_GET_ITEM(texts, nth)) == 0;
        if (!done)
            break;
        keys[found++] = hash(buffer.at + start, buffer.size - start);
        if (nth && pairs)
            keys[found++] = hash(buffer.at, buffer.size);
        before = buffer.size - start;
        if (before)
            memmove(buffer.at, buffer.at + start, (size_t)before);
    }
    if (done) {
        qsort(keys, (size_t)found, sizeof *keys, compare);
        for (Py_ssize_t nth = 0; nth < found; nth++)
            if (nth == 0 || keys[nth] != keys[kept - 1])
                keys[kept++] = keys[nth];
        made = PyBytes_FromStringAndSize((const char *)keys, kept * (Py_ssize_t)sizeof *keys);
    }
    buffer_free(&buffer);
    PyMem_Free(keys);
    return made;
}
