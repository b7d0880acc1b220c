/* What only a style sheet parts: words, numbers, amounts and labels beside text (inline.py). */
#include "walk.h"

#include <string.h>

static bool begins_upper(Slice text)
{
    int size, next;
    return is_upper(read_char(text.at, &size)) && text.size > size && is_lower(read_char(text.at + size, &next));
}

bool is_parted(uint32_t last, Slice piece, bool apart, bool alone)
{
    if (piece.at[0] >= '0' && piece.at[0] <= '9')
        return apart && is_lower(last) && memchr(piece.at, ' ', (size_t)piece.size) != NULL;
    if (is_lower(last) ? !apart && alone : !apart)
        return false;
    bool ended = is_lower(last) || (last >= '0' && last <= '9') || last == ')' || last == '!' || last == '?' ||
                 last == '%' || last == 0xBB || last == 0x201D;
    return ended && begins_upper(piece);
}

static Py_ssize_t count_digits(Slice text, Py_ssize_t from, Py_ssize_t most)
{
    Py_ssize_t at = from;
    while (at < text.size && at - from < most && text.at[at] >= '0' && text.at[at] <= '9')
        at++;
    return at - from;
}

/* Whether a text is a label: at most MAX_LABEL_CHARS, with a capital first, and a letter before its colon. */
static bool is_label(Slice text)
{
    int size;
    if (!is_upper(read_char(text.at, &size)) || count_chars(text.at, text.size) > 30)
        return false;
    return Py_UNICODE_ISALPHA(last_char((Slice){text.at, text.size - 1}));
}

/* AMOUNT: a number, a space and a unit of at most 8 letters. */
static bool is_amount(Slice text)
{
    Py_ssize_t at = count_digits(text, 0, 4);
    if (at && at < text.size && memchr(".,/", text.at[at], 3) != NULL) {
        Py_ssize_t more = count_digits(text, at + 1, 3);
        at += more ? 1 + more : 0;
    }
    if (at == 0 || at + 1 >= text.size || text.at[at] != ' ' || text.size - at > 9)
        return false;
    for (at++; at < text.size; at++)
        if ((text.at[at] | 0x20) < 'a' || (text.at[at] | 0x20) > 'z')
            return false;
    return true;
}

/* _number_of of inline.py: NUMBER, at most MAX_NUMBER_CHARS; closed if its last character is no digit. */
enum number begun_number(Slice text)
{
    if (text.size > 1 && text.at[text.size - 1] == ':')
        return is_label(text) ? LABEL : NO_NUMBER;
    if (text.size == 0 || text.size > 10)
        return NO_NUMBER;
    if (is_amount(text))
        return AMOUNT;
    Py_ssize_t at = text.at[0] == '(' || text.at[0] == '[', digits = count_digits(text, at, 4);
    unsigned char letter = at && text.at[0] == '(' && at < text.size ? (unsigned char)(text.at[at] | 0x20) : 0;
    if (digits == 0 && !(letter >= 'a' && letter <= 'z'))
        return NO_NUMBER;
    at += digits ? digits : 1;
    for (int nth = 0; digits && nth < 3 && at < text.size && text.at[at] == '.'; nth++) {
        Py_ssize_t more = count_digits(text, at + 1, 3);
        if (more == 0)
            break;
        at += 1 + more;
    }
    at += at < text.size && (text.at[at] == ')' || text.at[at] == ']');
    at += at < text.size && text.at[at] == '.';
    if (at < text.size)
        return NO_NUMBER;
    return text.at[at - 1] >= '0' && text.at[at - 1] <= '9' ? DIGITS : CLOSED;
}

/* _follows_number */
bool follows_number(enum number number, Slice piece, bool apart)
{
    int size;
    uint32_t first = read_char(piece.at, &size);
    if (number == LABEL)
        return Py_UNICODE_ISALNUM(first) || first == '$' || first == 0x20AC || first == 0xA3 || first == 0x201C ||
               first == 0x201E || first == 0xAB; /* VALUED */
    if (first == '(' || first == '[')
        return begun_number(piece) != NO_NUMBER;
    if (number == AMOUNT)
        return apart && is_lower(first);
    if (number == DIGITS)
        return begins_upper(piece);
    return is_upper(first) || (apart && is_lower(first));
}
