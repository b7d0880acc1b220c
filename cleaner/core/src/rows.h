/* Loops over the rows of the net: in a header, so that they are compiled with the settings of net.c. */
#ifndef CLEANER_ROWS_H
#define CLEANER_ROWS_H

#include "core.h"

static inline float above_zero(float value) { return value < 0 ? 0 : value; }

/* Add the bias to each row, and leave out what is below zero. */
static void activate(float *restrict rows, Py_ssize_t count, Py_ssize_t width, const float *restrict bias)
{
    for (Py_ssize_t row = 0; row < count; row++)
        for (Py_ssize_t column = 0; column < width; column++)
            rows[row * width + column] = above_zero(rows[row * width + column] + bias[column]);
}

static void add_rows(float *restrict into, const float *restrict rows, Py_ssize_t size)
{
    for (Py_ssize_t at = 0; at < size; at++)
        into[at] += rows[at];
}

/* The same, added to other rows. */
static void add_active(float *restrict into, const float *restrict rows, Py_ssize_t count, Py_ssize_t width,
                       const float *restrict bias)
{
    for (Py_ssize_t row = 0; row < count; row++)
        for (Py_ssize_t column = 0; column < width; column++)
            into[row * width + column] += above_zero(rows[row * width + column] + bias[column]);
}

/* Prefix sums of rows: row n is the sum of the first n. */
static void add_up(double *sums, const float *rows, Py_ssize_t count, Py_ssize_t width)
{
    memset(sums, 0, (size_t)width * sizeof *sums);
    for (Py_ssize_t row = 0; row < count; row++, sums += width, rows += width) {
        const double *restrict before = sums;
        double *restrict after = sums + width;
        for (Py_ssize_t column = 0; column < width; column++)
            after[column] = before[column] + (double)rows[column];
    }
}

/* The means of as many rows as lie between two prefix sums. */
static void write_mean(float *restrict mean, const double *restrict low, const double *restrict high, double size,
                       Py_ssize_t width)
{
    for (Py_ssize_t column = 0; column < width; column++)
        mean[column] = (float)((high[column] - low[column]) / size);
}

#endif
