/* The group of metadata that the names of an element announce: group_of_names of tags.py. */
#include "core.h"

#include <string.h>

/* Names come again and again, so the groups of the last ones are kept by their bytes. */
enum { GROUP_SLOTS = 2048, MAX_CACHED_NAMES = 61 };
static struct {
    unsigned char size; /* one more than the bytes; 0 for an empty slot */
    signed char group;
    char names[MAX_CACHED_NAMES];
} GROUPS_OF[GROUP_SLOTS];

/* PEOPLE, TIMES and TITLES of tags.py over names in ASCII. */
static int group_of_ascii(Slice names)
{
    bool times = false, titles = false;
    for (Py_ssize_t at = 0; at < names.size; at++) {
        switch (names.at[at] | 32) {
        case 'a':
            if (word_at(names, at, "author") || word_at(names, at, "autor"))
                return PEOPLE;
            break;
        case 'b':
            if (word_at(names, at, "byline"))
                return PEOPLE;
            break;
        case 'w':
            if (word_at(names, at, "writer"))
                return PEOPLE;
            break;
        case 't':
            if (word_at(names, at, "tag") && !is_word_char(names, at - 1) && !is_word_char(names, at + 3))
                return PEOPLE;
            times |= word_at(names, at, "time");
            titles |= word_at(names, at, "title");
            break;
        case 'd':
            times |= word_at(names, at, "date") || word_at(names, at, "datum");
            break;
        case 'p':
            times |= word_at(names, at, "publi") || word_at(names, at, "posted");
            break;
        case 'f':
            times |= word_at(names, at, "fecha");
            break;
        case 'h':
            titles |= word_at(names, at, "headline");
            break;
        default:
            break;
        }
    }
    return times ? TIMES : titles ? TITLES : NO_GROUP;
}

static int ask_group(Slice names)
{
    if (is_ascii(names))
        return group_of_ascii(names);
    PyObject *text = slice_str(names);
    PyObject *found = text == NULL ? NULL : PyObject_CallOneArg(KNOWN.group_of_names, text);
    Py_XDECREF(text);
    if (found == NULL)
        return -2;
    int group = NO_GROUP;
    for (int nth = 0; nth < GROUPS; nth++)
        if (found != Py_None && PyUnicode_Compare(found, KNOWN.group_names[nth]) == 0)
            group = nth;
    Py_DECREF(found);
    return group;
}

int group_of_names(Slice names)
{
    if (names.size > MAX_CACHED_NAMES)
        return ask_group(names);
    unsigned slot = hash_bytes(names) % GROUP_SLOTS;
    if (GROUPS_OF[slot].size == names.size + 1 && memcmp(GROUPS_OF[slot].names, names.at, (size_t)names.size) == 0)
        return GROUPS_OF[slot].group;
    int group = ask_group(names);
    if (group != -2) {
        GROUPS_OF[slot].size = (unsigned char)(names.size + 1);
        GROUPS_OF[slot].group = (signed char)group;
        memcpy(GROUPS_OF[slot].names, names.at, (size_t)names.size);
    }
    return group;
}
