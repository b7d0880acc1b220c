/* What a tag means, wherever it stands: read_tag, find_group and enter of tags.py. */
#include "core.h"

#include <string.h>

#define OWN "data-cleaner-"

Slice value_of(Slice attrs, const char *name, Py_ssize_t name_size)
{
    Py_ssize_t at = find_attribute(attrs, name, name_size);
    if (at < 0)
        return (Slice){"", 0};
    const char *start = attrs.at + at + name_size;
    Py_ssize_t rest = attrs.size - at - name_size;
    const char *end = memchr(start, '"', (size_t)rest);
    return end == NULL ? (Slice){"", 0} : (Slice){start, end - start};
}

static bool is_among(Slice name, const char *const *known)
{
    for (; *known != NULL; known++)
        if (strlen(*known) == (size_t)name.size && memcmp(*known, name.at, (size_t)name.size) == 0)
            return true;
    return false;
}

/* Whether an id is one of AUTHOR_IDS of tags.py, of an element of AUTHOR_TAGS. */
static bool is_author_id(Slice name, Slice id)
{
    static const char *const ids[] = {"author",      "authors",        "autor",       "byline",
                                      "post-author", "article-author", "author-name", NULL};
    static const char *const tags[] = {"a", "address", "b", "cite", "div", "em", "p", "span", "strong", NULL};
    return is_among(id, ids) && is_among(name, tags);
}

static int find_group(Slice name, const Attrs *attrs)
{
    if (HAS_NAME(attrs, " itemprop=\"") || HAS_NAME(attrs, " property=\""))
        return PEOPLE;
    Slice names = FIND_VALUE(attrs, " class=\"");
    int group = names.size ? group_of_names(names) : NO_GROUP;
    if (group == NO_GROUP && HAS_NAME(attrs, " rel=\""))
        group = group_of_names(FIND_VALUE(attrs, " rel=\""));
    if (group == NO_GROUP && HAS_NAME(attrs, " id=\"") && is_author_id(name, FIND_VALUE(attrs, " id=\"")))
        return PEOPLE;
    return group;
}

static bool has_cell_role(const Attrs *attrs)
{
    Slice raw = attrs->raw;
    return HAS_NAME(attrs, " role=\"") && (HOLDS(raw, " role=\"cell\"") || HOLDS(raw, " role=\"gridcell\"") ||
                                           HOLDS(raw, " role=\"columnheader\"") || HOLDS(raw, " role=\"rowheader\""));
}

static int kind_among(Slice name, PyObject *const *kinds, int count)
{
    for (int nth = 0; nth < count; nth++) {
        Py_ssize_t size;
        const char *kind = PyUnicode_AsUTF8AndSize(kinds[nth], &size);
        if (kind != NULL && size == name.size && memcmp(kind, name.at, (size_t)size) == 0)
            return nth;
    }
    return -1;
}

/* Tag.read_own: what the reader noted in attributes of its own. */
static void read_own(Tag *tag)
{
    int span = kind_among(VALUE_OF(tag->attrs, " " OWN "span=\""), KNOWN.span_kinds, SPAN_KIND_COUNT);
    int place = kind_among(VALUE_OF(tag->attrs, " " OWN "place=\""), KNOWN.place_kinds, PLACE_KIND_COUNT);
    if (span >= 0) {
        tag->span = (signed char)span;
        tag->value = VALUE_OF(tag->attrs, " " OWN "value=\"");
    }
    if (place >= 0)
        tag->place = (signed char)place;
}

/* What every opening tag has: the group, and what the reader noted. */
static int read_attributes(Tag *tag, bool own)
{
    if (tag->attrs.size == 0)
        return 0;
    if (own && HOLDS(tag->attrs, OWN)) {
        read_own(tag);
        tag->hides = HOLDS(tag->attrs, OWN "hide");
        tag->layout = tag->change == TABLE_TAG && HOLDS(tag->attrs, OWN "table=\"layout\"");
    }
    Attrs attrs;
    index_attributes(tag->attrs, &attrs);
    tag->apart = tag->apart || has_cell_role(&attrs);
    if (tag->group == NO_GROUP) {
        int group = find_group(tag->name, &attrs);
        if (group == -2)
            return -1;
        tag->group = (signed char)group;
    }
    return 0;
}

/* Tags.read_link: a link is read by what stands beside its address, unless that says that it states metadata. */
static int read_link(Tag *tag, Buffer *scratch, bool own)
{
    Slice whole = tag->attrs;
    tag->act = OPEN_LINK;
    Py_ssize_t start = find_attribute(whole, " href=\"", 7);
    const char *from = whole.at + start + 7, *stop = whole.at + whole.size;
    const char *end = start < 0 ? NULL : memchr(from, '"', (size_t)(stop - from));
    if (end == NULL)
        return read_attributes(tag, own);
    char *copy = scratch->at + scratch->size; /* room for all of the markup was reserved before */
    Py_ssize_t rest = stop - end - 1;
    memcpy(copy, whole.at, (size_t)start);
    memcpy(copy + start, end + 1, (size_t)rest);
    scratch->size += start + rest;
    tag->attrs = (Slice){copy, start + rest};
    if (read_attributes(tag, own) < 0)
        return -1;
    if (tag->group != NO_GROUP) {
        Tag again = {.name = tag->name, .attrs = whole, .act = OPEN_LINK, .group = NO_GROUP, .span = -1, .place = -1};
        again.value = (Slice){"", 0};
        *tag = again;
        if (read_attributes(tag, own) < 0)
            return -1;
    }
    if (tag->span < 0) {
        tag->span = S_LINK;
        tag->value = (Slice){from, end - from};
    }
    return 0;
}

int read_tag(Slice raw, Tag *tag, Buffer *scratch, bool own)
{
    const char *space = raw.size ? memchr(raw.at, ' ', (size_t)raw.size) : NULL;
    Py_ssize_t size = space == NULL ? raw.size : space - raw.at;
    *tag = (Tag){.name = {raw.at, size}, .attrs = {raw.at + size, raw.size - size}, .value = {"", 0}};
    tag->act = NOTHING;
    tag->group = NO_GROUP;
    tag->span = tag->place = -1;
    if (size == 1 && raw.at[0] == 'a')
        return read_link(tag, scratch, own);
    if (raw.size == 0 || raw.at[0] == '!' || raw.at[0] == '?')
        return 0;
    if (raw.at[0] == '/') {
        tag->known = find_name((Slice){raw.at + 1, raw.size - 1});
        tag->act = tag->known != NULL && tag->known->block ? CLOSE_BLOCK : CLOSE_INLINE;
        return 0;
    }
    const Name *known = tag->known = find_name(tag->name);
    if (known != NULL && known->empty) {
        tag->act = VOID;
        return 0;
    }
    tag->act = known != NULL && known->block ? OPEN_BLOCK : OPEN_INLINE;
    tag->apart = memchr(raw.at, '-', (size_t)size) != NULL;
    if (known != NULL) {
        tag->change = known->change;
        tag->span = known->span;
        tag->place = known->place;
        tag->group = known->mark ? PEOPLE : NO_GROUP;
    }
    return read_attributes(tag, own);
}

State enter(State state, const Tag *tag)
{
    const Name *known = tag->known;
    switch (tag->change) {
    case KIND:
        state.kind = known->kind;
        state.level = known->level;
        if (known->kind == ITEM)
            state.level = state.lists;
        break;
    case PARAGRAPH_TAG:
        if (state.kind != ITEM && state.kind != QUOTE && state.kind != CAPTION && state.kind != CODE &&
            state.kind != HEADING) {
            state.kind = PARAGRAPH;
            state.level = 0;
        }
        break;
    case LIST_TAG:
        state.lists++;
        break;
    case ROW_TAG:
        if (state.data && !state.row) {
            state.row = true;
            state.kind = TABLE;
            state.level = 0;
        }
        break;
    case TABLE_TAG:
        state.data = !tag->layout;
        break;
    default:
        break;
    }
    state.hidden = state.hidden || tag->hides;
    return state;
}

PyObject *name_of(const Tag *tag)
{
    return tag->known != NULL ? Py_NewRef(tag->known->word) : slice_str(tag->name);
}
