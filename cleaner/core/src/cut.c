/* The thresholds of a page: find_thresholds of cut.py, for HTML. */
#include "judge.h"

#include <string.h>

/* As in cut.py. */
static const double MIN_CHANCE = 1e-6, CORE_QUANTILE = 0.8, CORE_SHARE = 0.65, LIKELIER = 0.5, SURE_CORE = 0.9;
static const double TOP_QUANTILE = 0.9, TOP_SHARE = 0.85, SURE_TOP = 0.95;
static const float DOUBTED = 0.2f;
enum { MIN_CORE_BLOCKS = 30, MIN_BLOCKS = 50, DIGITS = 256 };

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Sort numbers from 0 up, stably, by their bits; ``order`` and ``room`` hold an index for each. */
static void sort(const float *values, Py_ssize_t count, int32_t *order, int32_t *room, bool downwards)
{
    for (Py_ssize_t nth = 0; nth < count; nth++)
        order[nth] = (int32_t)nth;
    for (int shift = 0; shift < 32; shift += 8) {
        Py_ssize_t before[DIGITS + 1] = {0};
        for (Py_ssize_t nth = 0; nth < count; nth++) {
            uint32_t digit = (bits_of(values[nth]) >> shift & 255) ^ (downwards ? 255 : 0);
            before[digit + 1]++;
        }
        for (int digit = 0; digit < DIGITS; digit++)
            before[digit + 1] += before[digit];
        for (Py_ssize_t nth = 0; nth < count; nth++) {
            uint32_t digit = (bits_of(values[order[nth]]) >> shift & 255) ^ (downwards ? 255 : 0);
            room[before[digit]++] = order[nth];
        }
        memcpy(order, room, (size_t)count * sizeof *order);
    }
}

/* choose_threshold; ``hits`` has room for a number for each block. */
static double choose_threshold(const Cut *cut, const int32_t *order, double *hits)
{
    double sum = 0, taken = 0, best = 0;
    Py_ssize_t at = 0;
    for (Py_ssize_t nth = 0; nth < cut->count; nth++) {
        double chance = (double)cut->keep[order[nth]];
        chance = chance < MIN_CHANCE ? MIN_CHANCE : chance > 1 - MIN_CHANCE ? 1 - MIN_CHANCE : chance;
        chance = 1 / (1 + exponential(cut->softness * logarithm((1 - chance) / chance)));
        hits[nth] = sum += chance * (double)cut->sizes[order[nth]];
    }
    for (Py_ssize_t nth = 0; nth < cut->count; nth++) {
        taken += (double)cut->sizes[order[nth]];
        double measure = hits[nth] / most(taken + cut->beta_squared * sum, 1e-9);
        if (nth == 0 || measure > best)
            best = measure, at = nth;
    }
    return (double)cut->keep[order[at]];
}

/* find_core */
static double find_core(const Cut *cut, const int32_t *order, double quantile)
{
    double sum = 0, below = 0;
    for (Py_ssize_t nth = 0; nth < cut->count; nth++)
        sum += (double)(cut->keep[order[nth]] * cut->sizes[order[nth]]);
    for (Py_ssize_t nth = 0; nth < cut->count; nth++) {
        below += (double)(cut->keep[order[nth]] * cut->sizes[order[nth]]);
        if (below >= quantile * sum)
            return (double)cut->keep[order[nth]];
    }
    return (double)cut->keep[order[cut->count - 1]];
}

/* The rest of find_thresholds, on a page with one text. */
static void raise_thresholds(Cut *cut, const int32_t *order)
{
    double core = find_core(cut, order, CORE_QUANTILE), above = 0, doubted = 0;
    if (core < SURE_CORE || cut->count < MIN_CORE_BLOCKS)
        return;
    double tight = TOP_SHARE * find_core(cut, order, TOP_QUANTILE);
    for (Py_ssize_t nth = 0; nth < cut->count; nth++) {
        bool sure = cut->keep[nth] >= (float)tight;
        above += sure ? (double)cut->sizes[nth] : 0;
        doubted += !sure && cut->keep[nth] >= DOUBTED ? (double)cut->sizes[nth] : 0;
    }
    double chosen = cut->block;
    bool teasers = core >= SURE_TOP && cut->count >= MIN_BLOCKS && doubted > above;
    cut->block = most(chosen, teasers ? tight : CORE_SHARE * core);
    cut->sentence = most(chosen, teasers ? tight : LIKELIER);
}

int find_thresholds(Cut *cut)
{
    int32_t *order = zeros(2 * cut->count, sizeof *order);
    double *hits = order == NULL ? NULL : zeros(cut->count, sizeof *hits);
    if (hits != NULL) {
        sort(cut->keep, cut->count, order, order + cut->count, true);
        cut->block = cut->sentence = choose_threshold(cut, order, hits);
        if (cut->core_kind) {
            sort(cut->keep, cut->count, order, order + cut->count, false);
            raise_thresholds(cut, order);
        }
    }
    PyMem_Free(order);
    PyMem_Free(hits);
    return hits == NULL ? -1 : 0;
}
