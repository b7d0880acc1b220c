/* A text covered with the words of toolbars: _toolbar of phrases.py. */
#include "phrase.h"

#include <string.h>

enum { MOST_WORDS = 1024 };

/* The words of a folded text, each without the punctuation around it and one space after it. */
typedef struct {
    Buffer text;
    Py_ssize_t from[MOST_WORDS], until[MOST_WORDS];
    int count;
} Words;

/* 1 where there are more words than room. */
static int split(Slice folded, Words *words)
{
    words->count = 0;
    for (Py_ssize_t at = 0; at < folded.size;) {
        const char *space = memchr(folded.at + at, ' ', (size_t)(folded.size - at));
        Py_ssize_t end = space == NULL ? folded.size : space - folded.at;
        Slice word = trim_marks((Slice){folded.at + at, end - at});
        at = end + 1;
        if (word.size == 0)
            continue;
        if (words->count == MOST_WORDS)
            return 1;
        words->from[words->count] = words->text.size;
        words->until[words->count++] = words->text.size + word.size;
        if (buffer_add(&words->text, word.at, word.size) < 0 || buffer_add(&words->text, " ", 1) < 0)
            return -1;
    }
    return 0;
}

/* The words from one to the one before another. */
static Slice words_of(const Words *words, int first, int end)
{
    return (Slice){words->text.at + words->from[first], words->until[end - 1] - words->from[first]};
}

static bool are_same(Slice one, Slice other)
{
    return one.size == other.size && memcmp(one.at, other.at, (size_t)one.size) == 0;
}

/* Whether the first and the last word may stand in a toolbar. */
static bool has_ends(const Phrases *phrases, Slice folded)
{
    const char *space = memchr(folded.at, ' ', (size_t)folded.size);
    Slice first = {folded.at, space == NULL ? folded.size : space - folded.at};
    if (look_up(phrases, FIRST_WORDS, trim_marks(first)) == NONE_FOUND)
        return false;
    Py_ssize_t last = folded.size;
    while (last > 0 && folded.at[last - 1] != ' ')
        last--;
    return look_up(phrases, LAST_WORDS, trim_marks((Slice){folded.at + last, folded.size - last})) != NONE_FOUND;
}

/* The best cover of the first words: its weight, -1 where there is none, and its first tile. */
typedef struct {
    int weight, opened;
} Cover;

/* Extend the cover of the words before ``start`` by each tile that begins there; gives the last word reached, or -1. */
static int extend(Phrases *phrases, const Words *words, int start, Cover *covers)
{
    int reached = start;
    if (are_same(words_of(words, start, start + 1), (Slice){"#", 1}) &&
        covers[start].weight > covers[start + 1].weight) {
        covers[start + 1] = covers[start];
        reached = start + 1;
    }
    for (int end = start + 1; end <= words->count && end - start <= phrases->max_tile_words; end++) {
        Slice text = words_of(words, start, end);
        int tile = look_up(phrases, TILES, text), before = 2 * start - end;
        if (tile == NONE_FOUND)
            continue;
        const Meaning *meaning = meaning_of(phrases, tile);
        if (meaning == NULL)
            return -1;
        bool again = before >= 0 && are_same(words_of(words, before, start), text);
        int weight = covers[start].weight + (again ? 0 : meaning->weight);
        reached = end > reached ? end : reached;
        if (weight > covers[end].weight)
            covers[end] = (Cover){weight, covers[start].opened == NONE_FOUND ? tile : covers[start].opened};
    }
    return reached;
}

static PyObject *cover(Phrases *phrases, const Words *words)
{
    Cover covers[MOST_WORDS + 1];
    for (int nth = 0; nth <= words->count; nth++)
        covers[nth] = (Cover){nth ? -1 : 0, NONE_FOUND};
    for (int start = 0, reached = 0; start < words->count; start++) {
        if (start > reached)
            return NULL;
        if (covers[start].weight < 0)
            continue;
        int found = extend(phrases, words, start, covers);
        if (found < 0)
            return NULL;
        reached = found > reached ? found : reached;
    }
    Cover whole = covers[words->count];
    const Meaning *meaning = whole.opened == NONE_FOUND ? NULL : meaning_of(phrases, whole.opened);
    return meaning == NULL ? NULL : whole.weight >= phrases->toolbar_weight ? meaning->strong : meaning->weak;
}

PyObject *find_toolbar(Phrases *phrases, Slice folded)
{
    if (!has_ends(phrases, folded))
        return NULL;
    Words words;
    words.text = (Buffer){0};
    int done = split(folded, &words);
    PyObject *found = done == 0 ? cover(phrases, &words) : NULL;
    if (done > 0)
        PyErr_SetString(PyExc_OverflowError, "too many words");
    buffer_free(&words.text);
    return found;
}
