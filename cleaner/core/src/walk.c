/* The pass over normalised markup: Walk.run of walk.py. */
#include "walk.h"

#include <string.h>

static const Slice EMPTY = {"", 0}, ONE_SPACE = {" ", 1}, NEW_LINE = {"\n", 1};

/* The innermost table at or around an element; the root where there is none. */
static int table_of(Walk *walk, int frame)
{
    while (!slice_is(walk->frames[frame].tag.name, "table") && walk->frames[frame].depth)
        frame = walk->frames[frame].parent;
    return frame;
}

/* End the block at hand, or forget white space that waits for one. */
static int flush_or_clear(Walk *walk, int frame)
{
    if (walk->innermost != NONE || walk->piece_count)
        return flush(walk, frame);
    return 0;
}

static int open_in_row(Walk *walk, const Tag *tag, int frame)
{
    int table = table_of(walk, frame);
    if (tag->known != NULL && tag->known->cell && !walk->frames[table].state.row)
        return open_cell(walk, table, tag);
    return walk->piece_count ? add_piece(walk, BLANK, ONE_SPACE, NONE) : 0;
}

static int open_block(Walk *walk, const Tag *tag, int frame)
{
    int done = walk->frames[frame].state.row ? open_in_row(walk, tag, frame) : flush_or_clear(walk, frame);
    if (tag->place == P_ITEM)
        walk->frames[frame].number++;
    return done;
}

static int close_block(Walk *walk, int frame)
{
    bool row = walk->frames[frame].state.row;
    int parent = walk->frames[frame].parent;
    if (row && walk->frames[parent].state.row)
        return walk->piece_count ? add_piece(walk, BLANK, ONE_SPACE, NONE) : 0;
    if (row && end_row(walk, table_of(walk, parent)) < 0)
        return -1;
    int done = flush_or_clear(walk, frame);
    walk->breaks = 0;
    return done;
}

/* The text that stands in the markup, with its references decoded. */
static int decode_text(Walk *walk, Slice *text)
{
    if (memchr(text->at, '&', (size_t)text->size) == NULL)
        return 0;
    Py_ssize_t size;
    char *out = walk->plain.at + walk->plain.size;
    if (!decode_references(*text, out, &size)) {
        walk->unknown = true;
        return -1;
    }
    walk->plain.size += size;
    *text = (Slice){out, size};
    return 0;
}

static int add_text(Walk *walk, Slice text, int frame)
{
    if (decode_text(walk, &text) < 0 || add_piece(walk, TEXT, text, walk->frames[frame].around) < 0 ||
        (walk->mark_count && extend_marks(walk, text) < 0))
        return -1;
    int around = walk->innermost, other = frame;
    while (around != NONE && around != other) {
        if (walk->frames[around].depth >= walk->frames[other].depth)
            around = walk->frames[around].parent;
        else
            other = walk->frames[other].parent;
    }
    walk->innermost = around == NONE ? frame : around;
    return 0;
}

static int add_break(Walk *walk, int frame)
{
    State state = walk->frames[frame].state;
    if (state.kind == CODE && !state.row)
        return add_piece(walk, LINE, NEW_LINE, NONE);
    if (state.kind == HEADING || state.row) {
        int around = add_inline(walk, S_BREAK, EMPTY, NONE, false);
        return around < 0 ? -1 : add_piece(walk, BREAK, ONE_SPACE, around);
    }
    int done = flush(walk, frame);
    walk->breaks++;
    return done;
}

/* A box to tick belongs to the item around it, if that has no place yet. */
static void add_box(Walk *walk, const Tag *tag, int frame)
{
    if (!HOLDS(tag->attrs, "type=\"checkbox\"") || walk->frames[frame].task)
        return;
    while (walk->frames[frame].tag.place != P_ITEM && walk->frames[frame].depth)
        frame = walk->frames[frame].parent;
    if (walk->frames[frame].depth && walk->frames[frame].place == NULL)
        walk->frames[frame].task = HOLDS(tag->attrs, " checked=") ? 'x' : ' ';
}

static int add_rule(Walk *walk, int frame)
{
    if (flush(walk, frame) < 0)
        return -1;
    PyObject *before = PyLong_FromSsize_t(PyList_GET_SIZE(walk->blocks));
    int failed = before == NULL || PyList_Append(walk->rules, before) < 0;
    Py_XDECREF(before);
    return failed ? -1 : 0;
}

static int add_void(Walk *walk, const Tag *tag, int frame)
{
    Slice name = tag->name;
    if (slice_is(name, "br"))
        return add_break(walk, frame);
    if (slice_is(name, "hr"))
        return add_rule(walk, frame);
    if (slice_is(name, "input"))
        add_box(walk, tag, frame);
    else if (slice_is(name, "img") || slice_is(name, "source") || slice_is(name, "embed"))
        return add_image(walk, tag, frame);
    return 0;
}

static int close_tag(Walk *walk, int act, bool *closed)
{
    int top = walk->top;
    if (top == 0)
        return 0;
    if (act == CLOSE_INLINE)
        *closed = true;
    else if (close_block(walk, top) < 0)
        return -1;
    if (walk->mark_count && walk->marks[walk->mark_count - 1].frame == top && close_mark(walk) < 0)
        return -1;
    walk->top = walk->frames[top].parent;
    return 0;
}

static int open_tag(Walk *walk, const Tag *tag, bool closed)
{
    int top = walk->top, done = 0;
    if (tag->act == OPEN_BLOCK) {
        done = open_block(walk, tag, top);
    } else if (tag->act == OPEN_LINK) {
        const Piece *last = walk->piece_count ? &walk->pieces[walk->piece_count - 1] : NULL;
        if (last != NULL && last->around != NONE && walk->inlines[last->around].link)
            done = add_piece(walk, BLANK, ONE_SPACE, NONE);
    } else if (tag->apart || closed) {
        done = add_piece(walk, tag->apart ? BLANK : GAP, tag->apart ? ONE_SPACE : EMPTY, NONE);
    }
    if (done < 0)
        return -1;
    State state = enter(walk->frames[top].state, tag);
    int around = walk->frames[top].around;
    if (tag->hides) {
        around = add_inline(walk, -1, EMPTY, around, true);
        walk->hiding = true;
        if (around < 0)
            return -1;
    }
    if (tag->span >= 0 && (around = add_inline(walk, tag->span, tag->value, around, false)) < 0)
        return -1;
    if (add_frame(walk, tag, state, around) < 0)
        return -1;
    return tag->group == NO_GROUP ? 0 : open_mark(walk, tag->group);
}

static const char OWN[] = "data-cleaner-";
enum { OWN_SIZE = sizeof OWN - 1 };

/* The first place from one on of an attribute that the reader itself has set, or NULL. Horspool's search. */
static const char *find_own(const char *at, const char *end)
{
    unsigned char skip[256];
    memset(skip, OWN_SIZE, sizeof skip);
    for (int nth = 0; nth < OWN_SIZE - 1; nth++)
        skip[(unsigned char)OWN[nth]] = (unsigned char)(OWN_SIZE - 1 - nth);
    while (end - at >= OWN_SIZE) {
        unsigned char last = (unsigned char)at[OWN_SIZE - 1];
        if (last == '-' && memcmp(at, OWN, OWN_SIZE) == 0)
            return at;
        at += skip[last];
    }
    return NULL;
}

static int take_tag(Walk *walk, Slice raw, bool *closed)
{
    Tag tag;
    const char *end = raw.at + raw.size;
    while (walk->own != NULL && walk->own < raw.at)
        walk->own = find_own(walk->own + 1, walk->markup.at + walk->markup.size);
    if (read_tag(raw, &tag, &walk->plain, walk->own != NULL && walk->own < end) < 0)
        return -1;
    if (tag.act <= CLOSE_INLINE)
        return close_tag(walk, tag.act, closed);
    if (tag.act <= OPEN_LINK)
        return open_tag(walk, &tag, *closed);
    return tag.act == VOID ? add_void(walk, &tag, walk->top) : 0;
}

static int take_text(Walk *walk, Slice text, bool *closed)
{
    if (!all_space(text)) {
        *closed = false;
        return add_text(walk, text, walk->top);
    }
    if (walk->piece_count == 0)
        return 0;
    *closed = false;
    return add_piece(walk, TEXT, text, walk->frames[walk->top].around);
}

/* The root, an html element that no tag opens. */
static int add_root(Walk *walk)
{
    Tag tag = {.name = {"html", 4}, .attrs = {"", 0}, .value = {"", 0}, .act = OPEN_BLOCK, .group = NO_GROUP};
    tag.span = tag.place = -1;
    tag.known = find_name(tag.name);
    if (add_frame(walk, &tag, (State){.kind = OTHER}, NONE) < 0)
        return -1;
    PyObject *values[] = {name_of(&tag), Py_NewRef(KNOWN.empty_tuple), Py_NewRef(Py_None), PyLong_FromLong(0),
                          PyLong_FromLong(0)};
    walk->frames[0].container = make_tuple(KNOWN.Container, values, 5);
    return walk->frames[0].container == NULL ? -1 : 0;
}

/* Read the markup: whatever stands between two ">" is text, then a tag from the first "<" on. */
static int run(Walk *walk)
{
    Slice markup = walk->markup;
    bool closed = false;
    if (add_root(walk) < 0)
        return -1;
    walk->own = find_own(markup.at, markup.at + markup.size);
    for (const char *at = markup.at, *end = markup.at + markup.size; at <= end;) {
        const char *close = memchr(at, '>', (size_t)(end - at));
        if (close == NULL)
            close = end;
        const char *open = memchr(at, '<', (size_t)(close - at));
        Slice text = {at, (open == NULL ? close : open) - at};
        if (text.size && take_text(walk, text, &closed) < 0)
            return -1;
        if (open != NULL && take_tag(walk, (Slice){open + 1, close - open - 1}, &closed) < 0)
            return -1;
        at = close + 1;
    }
    for (; walk->top != 0; walk->top = walk->frames[walk->top].parent)
        if (close_block(walk, walk->top) < 0)
            return -1;
    return flush(walk, 0);
}

/* The place of a comment from one on, or -1: of its letters the exclamation mark is the rarest. */
static Py_ssize_t find_comment(Slice markup, Py_ssize_t from)
{
    for (Py_ssize_t at = from + 1; (at = find(markup, "!--", 3, at)) >= 0; at++)
        if (markup.at[at - 1] == '<')
            return at - 1;
    return -1;
}

/* The markup with every comment cut down to its place, as COMMENT of walk.py does. */
static int cut_comments(Slice *markup, Buffer *out)
{
    Py_ssize_t at = find_comment(*markup, 0), from = 0;
    if (at < 0)
        return 0;
    while (at >= 0) {
        Py_ssize_t end = find(*markup, "-->", 3, at + 4);
        if (end < 0)
            break;
        if (buffer_add(out, markup->at + from, at - from) < 0 || buffer_add(out, "<!>", 3) < 0)
            return -1;
        from = end + 3;
        at = find_comment(*markup, from);
    }
    if (buffer_add(out, markup->at + from, markup->size - from) < 0)
        return -1;
    *markup = (Slice){out->at, out->size};
    return 0;
}

static void free_walk(Walk *walk)
{
    walk->top = 0;
    while (walk->frame_count) {
        Frame *gone = &walk->frames[--walk->frame_count];
        Py_XDECREF(gone->container);
        Py_XDECREF(gone->place);
        free_grid(gone->grid);
    }
    while (walk->mark_count)
        buffer_free(&walk->marks[--walk->mark_count].text);
    PyMem_Free(walk->frames);
    PyMem_Free(walk->inlines);
    PyMem_Free(walk->pieces);
    PyMem_Free(walk->marks);
    PyMem_Free(walk->cells);
    PyMem_Free(walk->touched);
    PyMem_Free(walk->missing);
    buffer_free(&walk->plain);
    buffer_free(&walk->out);
    buffer_free(&walk->scratch);
    Py_XDECREF(walk->blocks);
    Py_XDECREF(walk->rules);
    Py_XDECREF(walk->images);
    Py_XDECREF(walk->file_names);
    buffer_free(&walk->source);
    PyMem_Free(walk->befores);
    for (int nth = 0; nth < GROUPS; nth++)
        Py_XDECREF(walk->kept_marks[nth]);
    Py_XDECREF(walk->opened);
}

static int begin(Walk *walk)
{
    walk->top = walk->innermost = NONE;
    walk->order = 1;
    walk->blocks = PyList_New(0);
    walk->rules = PyList_New(0);
    walk->images = PyList_New(0);
    walk->file_names = PyList_New(0);
    for (int nth = 0; nth < GROUPS; nth++)
        walk->kept_marks[nth] = PyList_New(0);
    walk->opened = find_opened(walk->markup);
    if (walk->opened == NULL || walk->blocks == NULL || walk->rules == NULL || walk->images == NULL ||
        walk->file_names == NULL || walk->kept_marks[0] == NULL || walk->kept_marks[1] == NULL ||
        walk->kept_marks[2] == NULL)
        return -1;
    if (buffer_reserve(&walk->plain, walk->markup.size) < 0)
        return -1;
    if (PySet_GET_SIZE(walk->opened) == 0)
        Py_CLEAR(walk->opened);
    return 0;
}

/* The UTF-8 of markup; not 0 where it has a lone surrogate, which only Python reads, or with an exception set. */
static int take_markup(PyObject *markup, Slice *slice, Buffer *raw)
{
    if (PyUnicode_KIND(markup) == PyUnicode_2BYTE_KIND) {
        int done = encode_wide(markup, raw);
        *slice = (Slice){raw->at, raw->size};
        return done;
    }
    slice->at = PyUnicode_AsUTF8AndSize(markup, &slice->size);
    if (slice->at != NULL)
        return 0;
    if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
        PyErr_Clear();
    return 1;
}

/* walk(markup): (blocks, images, rules, people, times, titles, whether a limit may have been reached), or None where
 * only Python can read the markup. */
PyObject *core_walk(PyObject *module, PyObject *markup)
{
    (void)module;
    PyObject *found = NULL;
    Walk walk = {0};
    if (!PyUnicode_Check(markup)) {
        PyErr_SetString(PyExc_TypeError, "a str is wanted");
        return NULL;
    }
    if (KNOWN.Block == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "setup() was not called");
        return NULL;
    }
    Buffer cut = {0}, raw = {0};
    int lone = take_markup(markup, &walk.markup, &raw);
    if (lone) {
        buffer_free(&raw);
        if (PyErr_Occurred())
            return NULL;
        Py_RETURN_NONE;
    }
    if (cut_comments(&walk.markup, &cut) == 0 && begin(&walk) == 0 && run(&walk) == 0)
        found = PyTuple_Pack(7, walk.blocks, walk.images, walk.rules, walk.kept_marks[PEOPLE], walk.kept_marks[TIMES],
                             walk.kept_marks[TITLES], walk.bounded ? Py_True : Py_False);
    free_walk(&walk);
    buffer_free(&cut);
    buffer_free(&raw);
    if (found == NULL && walk.unknown && !PyErr_Occurred())
        Py_RETURN_NONE;
    return found;
}
