/* Pieces of text between block boundaries to the text of one block: fold_pieces of inline.py. */
#include "walk.h"

#include <string.h>

static const Slice NOTHING_AT_ALL = {"", 0};

/* What joins pieces, and what it knows of the text so far (_Folder of inline.py). */
typedef struct {
    Walk *walk;
    Py_ssize_t length, link_chars, parts; /* code points so far, of them in links, pieces so far */
    uint32_t last;
    bool apart, alone;
    int code; /* the code around the previous piece, or NONE */
    enum number number; /* that the text begins with, if it came last */
} Folder;

static Slice held(const Buffer *buffer) { return (Slice){buffer->at == NULL ? "" : buffer->at, buffer->size}; }

/* _collapse: white space to single spaces, one kept at either end; invisible marks go. */
static int collapse(Slice raw, Buffer *out)
{
    buffer_clear(out);
    if (buffer_reserve(out, raw.size) < 0)
        return -1;
    bool spaced = false;
    for (Py_ssize_t at = 0; at < raw.size;) {
        unsigned char first = (unsigned char)raw.at[at];
        if (first > ' ' && first < 0x80) { /* most letters */
            out->at[out->size++] = raw.at[at++];
            spaced = false;
            continue;
        }
        int size;
        uint32_t code = read_char(raw.at + at, &size);
        if (is_space(code)) {
            if (!spaced)
                out->at[out->size++] = ' ';
            spaced = true;
        } else if (!is_invisible(code)) {
            memcpy(out->at + out->size, raw.at + at, (size_t)size);
            out->size += size;
            spaced = false;
        }
        at += size;
    }
    return 0;
}

/* Without invisible marks. */
static int strip_invisible(Slice raw, Buffer *out)
{
    buffer_clear(out);
    if (buffer_reserve(out, raw.size) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < raw.size;) {
        int size;
        if (!is_invisible(read_char(raw.at + at, &size))) {
            memcpy(out->at + out->size, raw.at + at, (size_t)size);
            out->size += size;
        }
        at += size;
    }
    return 0;
}

static Slice strip_spaces(Slice text)
{
    while (text.size && text.at[0] == ' ')
        text.at++, text.size--;
    while (text.size && text.at[text.size - 1] == ' ')
        text.size--;
    return text;
}

/* clean_text over what stands in the scratch buffer: gives the slice without the spaces at its ends. */
static int clean_text(Walk *walk, Slice raw, Slice *text)
{
    if (collapse(raw, &walk->out) < 0)
        return -1;
    *text = strip_spaces(held(&walk->out));
    return 0;
}

static int fold_code(Walk *walk, Py_ssize_t count, Slice *text)
{
    buffer_clear(&walk->scratch);
    for (Py_ssize_t nth = 0; nth < count; nth++)
        if (buffer_add(&walk->scratch, walk->pieces[nth].text.at, walk->pieces[nth].text.size) < 0)
            return -1;
    if (strip_invisible(held(&walk->scratch), &walk->out) < 0)
        return -1;
    Slice found = held(&walk->out);
    while (found.size && found.at[0] == '\n')
        found.at++, found.size--;
    *text = trim_end(found);
    return 0;
}

/* _join_plain: pieces of which none stands in an element that means something. */
static int join_plain(Walk *walk, Py_ssize_t count, Slice *text)
{
    Buffer joined = {0};
    uint32_t last = ' ';
    bool apart = false, alone = false, begun = false;
    enum number number = NO_NUMBER;
    Py_ssize_t parts = 0;
    int failed = 0;
    for (Py_ssize_t nth = 0; nth < count && !failed; nth++) {
        failed = strip_invisible(walk->pieces[nth].text, &walk->scratch) < 0;
        Slice piece = held(&walk->scratch);
        if (failed || piece.size == 0) {
            apart = true;
            continue;
        }
        bool single = memchr(piece.at, ' ', (size_t)piece.size) == NULL;
        if (is_parted(last, piece, apart, single || alone) ||
            (number != NO_NUMBER && follows_number(number, piece, apart))) {
            failed = buffer_add(&joined, " ", 1) < 0;
            parts++;
        }
        failed = failed || buffer_add(&joined, piece.at, piece.size) < 0;
        parts++;
        last = last_char(piece);
        apart = false;
        alone = single && parts > 1;
        Slice said = trim(piece);
        number = number != NO_NUMBER || !begun ? begun_number(said) : NO_NUMBER;
        begun = begun || said.size > 0;
    }
    if (!failed)
        failed = clean_text(walk, held(&joined), text) < 0;
    buffer_free(&joined);
    return failed ? -1 : 0;
}

static int add_text(Folder *folder, Slice text)
{
    if (text.size == 0)
        return 0;
    if (buffer_add(&folder->walk->out, text.at, text.size) < 0)
        return -1;
    folder->parts++;
    folder->length += count_chars(text.at, text.size);
    folder->last = last_char(text);
    return 0;
}

static int begin_cell(Folder *folder, Py_ssize_t piece)
{
    Walk *walk = folder->walk;
    if (folder->last == ' ' && folder->parts) {
        walk->out.size--;
        folder->length--;
    }
    if (walk->cell_count && add_text(folder, (Slice){"\t", 1}) < 0)
        return -1;
    folder->last = '\t';
    folder->number = NO_NUMBER;
    Py_ssize_t *grown = grow(walk->cells, walk->cell_count + 1, &walk->cell_room, sizeof *walk->cells);
    if (grown == NULL)
        return -1;
    walk->cells = grown;
    walk->cells[walk->cell_count++] = folder->length;
    walk->cells[walk->cell_count++] = piece;
    return 0;
}

/* Stretch the reach of all elements around a text over it. */
static int stretch(Walk *walk, int node, Py_ssize_t start, Py_ssize_t end)
{
    for (; node != NONE; node = walk->inlines[node].parent) {
        Inline *found = &walk->inlines[node];
        found->end = end;
        if (found->block == walk->block)
            continue;
        found->block = walk->block;
        found->start = start;
        Py_ssize_t *grown = grow(walk->touched, walk->touched_count, &walk->touched_room, sizeof *walk->touched);
        if (grown == NULL)
            return -1;
        walk->touched = grown;
        walk->touched[walk->touched_count++] = node;
    }
    return 0;
}

static int add_inside(Folder *folder, Slice folded, int node)
{
    Walk *walk = folder->walk;
    if (node == NONE)
        return add_text(folder, folded);
    Buffer shifted = {0};
    int kind = walk->inlines[node].kind, failed = 0;
    if (kind == S_SUPERSCRIPT || kind == S_SUBSCRIPT) {
        bool raised = kind == S_SUPERSCRIPT;
        Slice body = strip_spaces(folded);
        if (can_shift(body, raised)) {
            failed = shift(folded, raised, &shifted) < 0;
            folded = held(&shifted);
            node = walk->inlines[node].parent;
        } else if (raised && is_power(body) && folded.at[0] != ' ' &&
                   (Py_UNICODE_ISALNUM(folder->last) || folder->last == ')' || folder->last == ']')) {
            failed = buffer_add(&shifted, "^", 1) < 0 || buffer_add(&shifted, folded.at, folded.size) < 0;
            folded = held(&shifted);
        }
    }
    Slice body = strip_spaces(folded);
    Py_ssize_t chars = count_chars(body.at, body.size);
    Py_ssize_t start = folder->length + (body.size && folded.at[0] == ' ');
    Py_ssize_t end = body.size ? start + chars : start + folded.size;
    failed = failed || add_text(folder, folded) < 0;
    if (body.size || (node != NONE && walk->inlines[node].kind == S_BREAK))
        failed = failed || stretch(walk, node, start, end) < 0;
    if (node != NONE && walk->inlines[node].link)
        folder->link_chars += chars;
    buffer_free(&shifted);
    return failed ? -1 : 0;
}

static int add_folded(Folder *folder, const Piece *piece)
{
    Walk *walk = folder->walk;
    if (collapse(piece->text, &walk->scratch) < 0)
        return -1;
    Slice folded = held(&walk->scratch);
    if (folded.size == 0) {
        folder->apart = folder->apart || piece->text.size == 0;
        return 0;
    }
    if (folded.at[0] == ' ' && (folder->last == ' ' || folder->last == '\t')) {
        folded.at++, folded.size--;
        if (folded.size == 0)
            return 0;
    }
    bool single = memchr(folded.at, ' ', (size_t)folded.size) == NULL;
    bool parted = is_parted(folder->last, folded, folder->apart, single || folder->alone);
    parted = parted || (folder->number != NO_NUMBER && follows_number(folder->number, folded, folder->apart));
    bool in_code = piece->around != NONE && walk->inlines[piece->around].kind == S_CODE;
    if (parted && !(in_code && folder->code == piece->around) && add_text(folder, (Slice){" ", 1}) < 0)
        return -1;
    folder->code = in_code ? piece->around : NONE;
    folder->number = folder->number != NO_NUMBER || !folder->parts ? begun_number(folded) : NO_NUMBER;
    if (add_inside(folder, folded, piece->around) < 0)
        return -1;
    folder->apart = false;
    folder->alone = single && folder->parts > 1;
    return 0;
}

static int fold_marked(Walk *walk, Py_ssize_t count, Folded *folded)
{
    Folder folder = {.walk = walk, .last = ' ', .code = NONE};
    buffer_clear(&walk->out);
    walk->cell_count = walk->touched_count = 0;
    walk->block++;
    for (Py_ssize_t nth = 0; nth < count; nth++) {
        const Piece *piece = &walk->pieces[nth];
        if ((piece->what == CELL ? begin_cell(&folder, nth) : add_folded(&folder, piece)) < 0)
            return -1;
    }
    Slice keep = trim_end(held(&walk->out));
    Py_ssize_t lead = 0;
    if (walk->cell_count == 0)
        while (keep.size && keep.at[0] == ' ')
            keep.at++, keep.size--, lead++;
    Py_ssize_t size = count_chars(keep.at, keep.size);
    folded->text = keep;
    folded->link_chars = folder.link_chars < size ? folder.link_chars : size;
    folded->spans = make_spans(walk, lead, size);
    folded->cells = folded->spans == NULL ? NULL : make_cells(walk, size);
    return folded->cells == NULL ? -1 : 0;
}

static bool is_blank(const Piece *piece) { return piece->what != CELL && all_space(piece->text); }

/* The pieces of a link alone: its text is the span. */
static int fold_link(Walk *walk, Slice text, const Inline *link, Folded *folded)
{
    folded->text = text;
    if (text.size == 0)
        return 0;
    folded->link_chars = count_chars(text.at, text.size);
    Py_DECREF(folded->spans);
    folded->spans = PyTuple_New(1);
    PyObject *span = folded->spans == NULL ? NULL : make_span(0, folded->link_chars, link);
    if (span == NULL)
        return -1;
    PyTuple_SET_ITEM(folded->spans, 0, span);
    return 0;
}

/* Fold the first ``count`` pieces. The text lies in a buffer of the walk until the next call. */
int fold_pieces(Walk *walk, Py_ssize_t count, bool code, Folded *folded)
{
    *folded = (Folded){.text = NOTHING_AT_ALL};
    while (count > 1 && is_blank(&walk->pieces[count - 1]))
        count--;
    bool plain = true;
    for (Py_ssize_t nth = 0; nth < count && plain; nth++)
        plain = walk->pieces[nth].around == NONE && walk->pieces[nth].what != CELL;
    const Inline *alone = count == 1 && walk->pieces[0].around != NONE ? &walk->inlines[walk->pieces[0].around] : NULL;
    bool is_link = alone != NULL && alone->parent == NONE && alone->kind == S_LINK && walk->pieces[0].what != CELL;
    if (!code && !plain && !is_link)
        return fold_marked(walk, count, folded);
    folded->spans = Py_NewRef(KNOWN.empty_tuple);
    folded->cells = Py_NewRef(KNOWN.empty_tuple);
    if (code)
        return fold_code(walk, count, &folded->text);
    if (!is_link)
        return count == 1 ? clean_text(walk, walk->pieces[0].text, &folded->text)
                          : join_plain(walk, count, &folded->text);
    Slice text;
    return clean_text(walk, walk->pieces[0].text, &text) < 0 ? -1 : fold_link(walk, text, alone, folded);
}
