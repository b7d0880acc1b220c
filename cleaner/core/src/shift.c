/* Exponents and indices as characters of their own: _shift of inline.py. */
#include "walk.h"

#include <string.h>

static const char SHIFTED[] = "0123456789+-=()n";
static const uint32_t RAISED[] = {0x2070, 0xB9, 0xB2, 0xB3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079,
                                  0x207A, 0x207B, 0x207C, 0x207D, 0x207E, 0x207F};
static const uint32_t LOWERED[] = {0x2080, 0x2081, 0x2082, 0x2083, 0x2084, 0x2085, 0x2086, 0x2087,
                                   0x2088, 0x2089, 0x208A, 0x208B, 0x208C, 0x208D, 0x208E};
enum { MINUS = 0x2212, MINUS_PLACE = 11, MAX_SHIFTED = 12 };

/* The place of a code point in SHIFTED, or -1; an index has no n. */
static int place_of(uint32_t code, bool raised)
{
    if (code == MINUS)
        return MINUS_PLACE;
    const char *found = code && code < 128 ? strchr(SHIFTED, (int)code) : NULL;
    return found == NULL || (!raised && *found == 'n') ? -1 : (int)(found - SHIFTED);
}

bool can_shift(Slice body, bool raised)
{
    Py_ssize_t chars = 0;
    for (Py_ssize_t at = 0; at < body.size; chars++) {
        int size;
        if (place_of(read_char(body.at + at, &size), raised) < 0 || chars >= MAX_SHIFTED)
            return false;
        at += size;
    }
    return chars > 0;
}

int shift(Slice folded, bool raised, Buffer *out)
{
    buffer_clear(out);
    for (Py_ssize_t at = 0; at < folded.size;) {
        int size;
        uint32_t code = read_char(folded.at + at, &size);
        int place = place_of(code, raised);
        if (buffer_char(out, place < 0 ? code : raised ? RAISED[place] : LOWERED[place]) < 0)
            return -1;
        at += size;
    }
    return 0;
}

/* POWER: a digit, then at most eleven digits or marks of numbers. */
bool is_power(Slice body)
{
    if (body.size < 1 || body.size > 12 || !Py_ISDIGIT(body.at[0]))
        return false;
    for (Py_ssize_t at = 1; at < body.size; at++)
        if (!Py_ISDIGIT(body.at[at]) && memchr(".,/", body.at[at], 3) == NULL)
            return false;
    return true;
}
