/* The cells of a table's rows, each in its own column: Grid of rows.py. */
#include "walk.h"

#include <string.h>

enum { MAX_COLUMNS = 100, MAX_ROWS = 1000, MAX_FILLERS = 20000 };
static const Slice TAB = {"\t", 1};

void free_grid(Grid *grid)
{
    if (grid == NULL)
        return;
    PyMem_Free(grid->above);
    PyMem_Free(grid->begun);
    PyMem_Free(grid->wide);
    PyMem_Free(grid);
}

static int widen(Grid *grid, Py_ssize_t width)
{
    if (width <= grid->width)
        return 0;
    Py_ssize_t room = grid->width ? grid->width : 32;
    while (room < width)
        room *= 2;
    int *above = PyMem_Realloc(grid->above, (size_t)room * sizeof *above);
    if (above != NULL)
        grid->above = above;
    int *begun = PyMem_Realloc(grid->begun, (size_t)room * sizeof *begun);
    if (begun != NULL)
        grid->begun = begun;
    bool *wide = PyMem_Realloc(grid->wide, (size_t)room * sizeof *wide);
    if (wide != NULL)
        grid->wide = wide;
    if (above == NULL || begun == NULL || wide == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    size_t more = (size_t)(room - grid->width);
    memset(above + grid->width, 0, more * sizeof *above);
    memset(begun + grid->width, 0, more * sizeof *begun);
    memset(wide + grid->width, 0, more * sizeof *wide);
    grid->width = room;
    return 0;
}

static int begin_cell(Walk *walk, int columns, int rows, bool head)
{
    if (add_piece(walk, CELL, TAB, NONE) < 0)
        return -1;
    Piece *piece = &walk->pieces[walk->piece_count - 1];
    piece->columns = (short)columns, piece->rows = (short)rows, piece->head = head;
    return 0;
}

static int fill(Walk *walk, Grid *grid)
{
    while (grid->column < grid->width && (grid->wide[grid->column] || grid->above[grid->column]) && grid->fillers > 0) {
        if (begin_cell(walk, 0, 1, false) < 0)
            return -1;
        grid->column++;
        grid->fillers--;
    }
    return 0;
}

/* The value of a span attribute: from 1 to ``most``. */
static int span_of(Slice attrs, const char *name, Py_ssize_t name_size, int most)
{
    int value = digits_of(trim(value_of(attrs, name, name_size)), 5);
    return value < 1 ? 1 : value > most ? most : value;
}

static Grid *grid_of(Walk *walk, int table)
{
    Frame *frame = &walk->frames[table];
    if (frame->grid == NULL) {
        frame->grid = PyMem_Calloc(1, sizeof *frame->grid);
        if (frame->grid == NULL)
            PyErr_NoMemory();
        else
            frame->grid->fillers = MAX_FILLERS;
    }
    return frame->grid;
}

int open_cell(Walk *walk, int table, const Tag *tag)
{
    Grid *grid = grid_of(walk, table);
    if (grid == NULL || fill(walk, grid) < 0)
        return -1;
    int columns = span_of(tag->attrs, " colspan=\"", 10, MAX_COLUMNS);
    int rows = span_of(tag->attrs, " rowspan=\"", 10, MAX_ROWS);
    if (begin_cell(walk, columns, rows, slice_is(tag->name, "th")) < 0)
        return -1;
    if ((columns > 1 || rows > 1) && widen(grid, (Py_ssize_t)grid->column + columns) < 0)
        return -1;
    for (int nth = 0; nth < columns && (columns > 1 || rows > 1); nth++) {
        grid->wide[grid->column + nth] = grid->wide[grid->column + nth] || nth > 0;
        if (rows > 1)
            grid->begun[grid->column + nth] = rows - 1;
    }
    grid->column++;
    return 0;
}

int end_row(Walk *walk, int table)
{
    Grid *grid = walk->frames[table].grid;
    if (grid == NULL)
        return 0;
    if (fill(walk, grid) < 0)
        return -1;
    for (Py_ssize_t column = 0; column < grid->width; column++) {
        grid->above[column] = grid->begun[column] ? grid->begun[column]
                              : grid->above[column] > 1 ? grid->above[column] - 1 : 0;
        grid->begun[column] = 0;
        grid->wide[column] = false;
    }
    grid->column = 0;
    return 0;
}
