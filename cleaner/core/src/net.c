/* The net's forward pass: _tag of network.py, with the pooling over each container computed once. */
#include "judge.h"

#include <string.h>

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("O3") /* vectors for the plain loops too */
#endif
#include "rows.h"

/* As in network.py. */
enum { KERNEL = 5, CONVOLUTIONS = 3, POOLED_AFTER = 1, HEARD = 2, MOST_WIDTH = 1024, MOST_KINDS = 64 };
static const int DILATIONS[CONVOLUTIONS] = {1, 2, 4};
static const double MAX_LOGIT = 60;

/* The layers, in the order in which compiled.py hands them over. */
enum { DENSE_W, BIAS, OPINION_W, KIND_W, KIND_B, PAGE_W, PAGE_B, POOL_W, POOL_B, ALIKE_W, ALIKE_B, OUT_W, OUT_B,
       QUALITY_W, QUALITY_B, CONV_W, NEAR_W = CONV_W + 2 * CONVOLUTIONS, FAR_W, LAYERS };

typedef struct {
    Array layers[LAYERS], dense, first, last, shape, opinion, row, near, far, keep, kinds;
    Py_ssize_t count, width, makes, kind_count,
        words; /* blocks, numbers of a hidden state, makes, kinds, rows of words */
    int chosen;                                        /* the kind that the user names, or -1 */
    int32_t *runs, *make; /* copies: first, last, room for one level's runs by first block, the run of each block */
    const int32_t *word;
    float *hidden, *next, *around, *means, *page, *logits;
    double *sums;
    Packed packed;
    double quality;
} Net;

static const float *layer(const Net *net, int nth) { return FLOATS(net->layers[nth]); }

/* Add the weights of the words in one row of bits. */
static void add_words(const Net *net, float *into, const uint64_t *bits, Py_ssize_t parts, const float *weight)
{
    for (Py_ssize_t part = 0; part < parts; part++)
        for (uint64_t left = bits[part]; left; left &= left - 1)
            add_rows(into, weight + (part * 64 + __builtin_ctzll(left)) * net->width, net->width);
}

/* The hidden state of each block by itself. */
static void see_blocks(Net *net)
{
    Py_ssize_t width = net->width, size = net->count * width;
    memset(net->hidden, 0, (size_t)size * sizeof(float));
    pack_rows(&net->packed, FLOATS(net->dense), net->dense.columns, net->count, net->dense.columns, width);
    add_packed(net->hidden, &net->packed, 0, net->count, layer(net, DENSE_W), width);
    if (net->opinion.view.obj != NULL)
        add_product(net->hidden, FLOATS(net->opinion), HEARD, layer(net, OPINION_W), net->count, HEARD, width);
    if (net->words) {
        Py_ssize_t parts = net->near.columns;
        memset(net->next, 0, (size_t)(net->words * width) * sizeof(float));
        for (Py_ssize_t row = 0; row < net->words; row++) {
            add_words(net, net->next + row * width, BITS(net->near) + row * parts, parts, layer(net, NEAR_W));
            if (net->far.view.obj != NULL)
                add_words(net, net->next + row * width, BITS(net->far) + row * parts, parts, layer(net, FAR_W));
        }
        for (Py_ssize_t nth = 0; nth < net->count; nth++)
            add_rows(net->hidden + nth * width, net->next + net->word[nth] * width, width);
    }
    activate(net->hidden, net->count, width, layer(net, BIAS));
}

/* The mean and the greatest value of each column, to ``page``. */
static void summarise(const Net *net)
{
    Py_ssize_t width = net->width;
    float *restrict mean = net->page, *restrict greatest = net->page + width;
    memcpy(mean, net->hidden, (size_t)width * sizeof(float));
    memcpy(greatest, net->hidden, (size_t)width * sizeof(float));
    for (Py_ssize_t nth = 1; nth < net->count; nth++) {
        const float *restrict row = net->hidden + nth * width;
        for (Py_ssize_t column = 0; column < width; column++) {
            float value = row[column];
            mean[column] += value;
            greatest[column] = value > greatest[column] ? value : greatest[column];
        }
    }
    for (Py_ssize_t column = 0; column < width; column++)
        mean[column] /= (float)net->count;
}

static double sigmoid(double logit)
{
    logit = logit > MAX_LOGIT ? MAX_LOGIT : logit < -MAX_LOGIT ? -MAX_LOGIT : logit;
    return 1 / (1 + exponential(-logit));
}

/* The kind of page, behind the summary in ``page``: as the user names it, or as the net finds it. */
static void find_kind(const Net *net)
{
    float *kinds = net->page + 2 * net->width, *logits = net->logits;
    memset(logits, 0, (size_t)net->kind_count * sizeof(float));
    add_product(logits, net->page, 0, layer(net, KIND_W), 1, 2 * net->width, net->kind_count);
    add_rows(logits, layer(net, KIND_B), net->kind_count);
    float greatest = logits[0];
    double sum = 0, powers[MOST_KINDS];
    for (Py_ssize_t kind = 1; kind < net->kind_count; kind++)
        greatest = logits[kind] > greatest ? logits[kind] : greatest;
    for (Py_ssize_t kind = 0; kind < net->kind_count; kind++)
        sum += powers[kind] = exponential((double)(logits[kind] - greatest));
    for (Py_ssize_t kind = 0; kind < net->kind_count; kind++)
        kinds[kind] = net->chosen < 0 ? (float)(powers[kind] / sum) : kind == net->chosen;
}

/* Tell each block of the page that it is in. */
static void tell_page(const Net *net)
{
    Py_ssize_t width = net->width;
    float *said = net->means;
    memset(said, 0, (size_t)width * sizeof(float));
    add_product(said, net->page, 0, layer(net, PAGE_W), 1, 2 * width + net->kind_count, width);
    activate(said, 1, width, layer(net, PAGE_B));
    for (Py_ssize_t nth = 0; nth < net->count; nth++)
        add_rows(net->hidden + nth * width, said, width);
}

/* _pool: the means over the containers of one level, each once; adds their product with the level's weights. */
static void pool_level(const Net *net, int level)
{
    Py_ssize_t width = net->width, found = 0;
    const int32_t *first = net->runs, *last = first + net->count * LEVELS;
    int32_t *latest = (int32_t *)last + net->count * LEVELS; /* by its first block, the latest run: its end and place */
    int32_t *place = latest + 2 * net->count;
    memset(latest, 0, (size_t)net->count * 2 * sizeof *latest);
    for (Py_ssize_t nth = 0; nth < net->count; nth++) {
        int32_t from = first[nth * LEVELS + level], until = last[nth * LEVELS + level];
        if (latest[2 * from] != until) {
            write_mean(net->means + found * width, net->sums + from * width, net->sums + until * width,
                       (double)(until - from), width);
            latest[2 * from] = until;
            latest[2 * from + 1] = (int32_t)found++;
        }
        place[nth] = latest[2 * from + 1];
    }
    memset(net->next, 0, (size_t)(found * width) * sizeof(float));
    add_product(net->next, net->means, width, layer(net, POOL_W) + level * width * width, found, width, width);
    for (Py_ssize_t nth = 0; nth < net->count; nth++)
        add_rows(net->around + nth * width, net->next + place[nth] * width, width);
}

/* _pool_alike: the mean over the blocks of each make. */
static void pool_alike(const Net *net)
{
    Py_ssize_t width = net->width;
    double *sums = net->sums, *sizes = sums + net->count * width;
    memset(sums, 0, (size_t)(net->count * width + net->count) * sizeof *sums);
    for (Py_ssize_t nth = 0; nth < net->count; nth++) {
        double *restrict sum = sums + net->make[nth] * width;
        const float *restrict row = net->hidden + nth * width;
        sizes[net->make[nth]] += 1;
        for (Py_ssize_t column = 0; column < width; column++)
            sum[column] += (double)row[column];
    }
    for (Py_ssize_t make = 0; make < net->makes; make++)
        for (Py_ssize_t column = 0; column < width; column++)
            net->means[make * width + column] =
                (float)(sums[make * width + column] / (sizes[make] > 0 ? sizes[make] : 1));
    memset(net->next, 0, (size_t)(net->makes * width) * sizeof(float));
    add_product(net->next, net->means, width, layer(net, ALIKE_W), net->makes, width, width);
    activate(net->next, net->makes, width, layer(net, ALIKE_B));
}

/* Tell each block of the containers around it, and of the blocks of its make. */
static void pool(const Net *net)
{
    Py_ssize_t width = net->width, size = net->count * width;
    memset(net->around, 0, (size_t)size * sizeof(float));
    add_up(net->sums, net->hidden, net->count, width);
    for (int level = 0; level < LEVELS; level++)
        pool_level(net, level);
    pool_alike(net);
    add_active(net->hidden, net->around, net->count, width, layer(net, POOL_B));
    for (Py_ssize_t nth = 0; nth < net->count; nth++)
        add_rows(net->hidden + nth * width, net->next + net->make[nth] * width, width);
}

/* _convolve: tell each block of its neighbours. */
static void convolve(Net *net, int nth)
{
    Py_ssize_t width = net->width;
    memset(net->next, 0, (size_t)(net->count * width) * sizeof(float));
    pack_rows(&net->packed, net->hidden, width, net->count, width, width);
    for (int step = 0; step < KERNEL; step++) {
        Py_ssize_t shift = (step - KERNEL / 2) * DILATIONS[nth], apart = shift < 0 ? -shift : shift;
        if (apart < net->count) /* beyond the ends is nothing */
            add_packed(net->next + (shift < 0 ? apart * width : 0), &net->packed, shift < 0 ? 0 : apart,
                       net->count - apart, layer(net, CONV_W + 2 * nth) + step * width * width, width);
    }
    add_active(net->hidden, net->next, net->count, width, layer(net, CONV_W + 2 * nth + 1));
}

/* The sum of products, in an order that fits vectors. */
static double product_with(const float *one, const float *other, Py_ssize_t size)
{
    float sums[4] = {0};
    Py_ssize_t at = 0;
    for (; at + 4 <= size; at += 4)
        for (int part = 0; part < 4; part++)
            sums[part] += one[at + part] * other[at + part];
    for (; at < size; at++)
        sums[0] += one[at] * other[at];
    return (double)(sums[0] + sums[1] + (sums[2] + sums[3]));
}

/* From the hidden state of each block by itself to what the net says. */
static void run(Net *net)
{
    summarise(net);
    find_kind(net);
    tell_page(net);
    for (int nth = 0; nth < CONVOLUTIONS; nth++) {
        if (nth == POOLED_AFTER)
            pool(net);
        convolve(net, nth);
    }
    for (Py_ssize_t nth = 0; nth < net->count; nth++)
        FLOATS(net->keep)[nth] = (float)sigmoid(
            product_with(net->hidden + nth * net->width, layer(net, OUT_W), net->width) + layer(net, OUT_B)[0]);
    summarise(net);
    net->quality = sigmoid(product_with(net->page, layer(net, QUALITY_W), 2 * net->width + net->kind_count) +
                           layer(net, QUALITY_B)[0]);
    memcpy(FLOATS(net->kinds), net->page + 2 * net->width, (size_t)net->kind_count * sizeof(float));
}

/* ---- what Python hands over ---- */

/* Take hold of the layers, each of the shape that the others ask for. */
static int take_layers(Net *net, PyObject *layers)
{
    if (!PyTuple_Check(layers) || PyTuple_GET_SIZE(layers) != LAYERS) {
        PyErr_Format(PyExc_ValueError, "a tuple of %d layers is wanted", (int)LAYERS);
        return -1;
    }
    Array *taken = net->layers;
    if (take_array(PyTuple_GET_ITEM(layers, DENSE_W), &taken[DENSE_W], 'f', net->dense.columns, -1, false) < 0 ||
        take_array(PyTuple_GET_ITEM(layers, KIND_B), &taken[KIND_B], 'f', -1, 1, false) < 0)
        return -1;
    Py_ssize_t width = net->width = taken[DENSE_W].columns, kinds = net->kind_count = taken[KIND_B].rows;
    if (width < 1 || width > MOST_WIDTH || kinds < 1 || kinds > MOST_KINDS || net->chosen >= kinds) {
        PyErr_SetString(PyExc_ValueError, "another width or another number of kinds is wanted");
        return -1;
    }
    const Py_ssize_t SIZES[][3] = {
        {BIAS, width, 1}, {OPINION_W, HEARD, width}, {KIND_W, 2 * width, kinds}, {PAGE_W, 2 * width + kinds, width},
        {PAGE_B, width, 1}, {POOL_W, LEVELS * width, width}, {POOL_B, width, 1}, {ALIKE_W, width, width},
        {ALIKE_B, width, 1}, {OUT_W, width, 1}, {OUT_B, 1, 1}, {QUALITY_W, 2 * width + kinds, 1}, {QUALITY_B, 1, 1},
        {CONV_W, KERNEL * width, width}, {CONV_W + 1, width, 1}, {CONV_W + 2, KERNEL * width, width},
        {CONV_W + 3, width, 1}, {CONV_W + 4, KERNEL * width, width}, {CONV_W + 5, width, 1},
    };
    for (size_t nth = 0; nth < sizeof SIZES / sizeof *SIZES; nth++) {
        const Py_ssize_t *size = SIZES[nth];
        if (take_array(PyTuple_GET_ITEM(layers, size[0]), &taken[size[0]], 'f', size[1], size[2], false) < 0)
            return -1;
    }
    return 0;
}

/* Take hold of the words' rows and of their weights. Plain text has no far ones. */
static int take_words(Net *net, PyObject *layers, PyObject *row, PyObject *near, PyObject *far)
{
    if (row == Py_None)
        return 0;
    Array *taken = net->layers;
    if (take_array(PyTuple_GET_ITEM(layers, NEAR_W), &taken[NEAR_W], 'f', -1, net->width, false) < 0)
        return -1;
    Py_ssize_t vocabulary = taken[NEAR_W].rows, parts = (vocabulary + 63) / 64;
    bool both = far != Py_None || PyTuple_GET_ITEM(layers, FAR_W) != Py_None;
    if (take_array(row, &net->row, 'i', net->count, 1, false) < 0 ||
        take_array(near, &net->near, 'Q', -1, parts, false) < 0 ||
        (both && (take_array(PyTuple_GET_ITEM(layers, FAR_W), &taken[FAR_W], 'f', vocabulary, net->width, false) < 0 ||
                  take_array(far, &net->far, 'Q', net->near.rows, parts, false) < 0)))
        return -1;
    net->words = net->near.rows;
    bool fits = net->words >= 1 && net->words <= net->count;
    uint64_t beyond = vocabulary % 64 ? ~(uint64_t)0 << vocabulary % 64 : 0;
    for (Py_ssize_t nth = 0; fits && parts && nth < net->words; nth++)
        fits = !((BITS(net->near)[(nth + 1) * parts - 1] & beyond) ||
                 (both && BITS(net->far)[(nth + 1) * parts - 1] & beyond));
    net->word = INTS(net->row);
    for (Py_ssize_t nth = 0; fits && nth < net->count; nth++)
        fits = net->word[nth] >= 0 && net->word[nth] < net->words;
    if (!fits)
        PyErr_SetString(PyExc_IndexError, "a row or a word out of range");
    return fits ? 0 : -1;
}

/* Make room, and copy the indices: they are checked here, and another thread could change them later. */
static int make_room(Net *net)
{
    Py_ssize_t count = net->count, width = net->width, size = count * width, runs = count * LEVELS;
    net->runs = room_for(2 * runs + 3 * count, sizeof *net->runs);
    net->make = room_for(count, sizeof *net->make);
    Py_ssize_t packed = count * (width > net->dense.columns ? width : net->dense.columns);
    net->hidden = room_for(size, sizeof *net->hidden);
    net->packed.counts = room_for(count, sizeof *net->packed.counts);
    net->packed.at = room_for(packed, sizeof *net->packed.at);
    net->packed.value = room_for(packed, sizeof *net->packed.value);
    net->next = room_for(size, sizeof *net->next);
    net->around = room_for(size, sizeof *net->around);
    net->means = room_for(size, sizeof *net->means);
    net->page = room_for(2 * width + net->kind_count, sizeof *net->page);
    net->logits = room_for(net->kind_count, sizeof *net->logits);
    net->sums = room_for(size + width + count, sizeof *net->sums);
    if (!net->runs || !net->make || !net->hidden || !net->next || !net->around || !net->means || !net->page ||
        !net->logits || !net->sums || !net->packed.counts || !net->packed.at || !net->packed.value)
        return -1;
    memcpy(net->runs, INTS(net->first), (size_t)runs * sizeof *net->runs);
    memcpy(net->runs + runs, INTS(net->last), (size_t)runs * sizeof *net->runs);
    memcpy(net->make, INTS(net->shape), (size_t)count * sizeof *net->make);
    bool fits = true;
    for (Py_ssize_t at = 0; at < runs; at++)
        fits = fits && net->runs[at] >= 0 && net->runs[at] < net->runs[runs + at] && net->runs[runs + at] <= count;
    for (Py_ssize_t nth = 0; nth < count; nth++) {
        fits = fits && net->make[nth] >= 0 && net->make[nth] < count;
        net->makes = net->make[nth] >= net->makes ? net->make[nth] + 1 : net->makes;
    }
    if (!fits)
        PyErr_SetString(PyExc_IndexError, "a run or a make out of range");
    return fits ? 0 : -1;
}

static void drop_net(Net *net)
{
    for (int nth = 0; nth < LAYERS; nth++)
        drop_array(&net->layers[nth]);
    Array *arrays[] = {&net->dense, &net->first, &net->last, &net->shape, &net->opinion,
                       &net->row,   &net->near,  &net->far,  &net->keep,  &net->kinds};
    for (size_t nth = 0; nth < sizeof arrays / sizeof *arrays; nth++)
        drop_array(arrays[nth]);
    void *rooms[] = {net->runs, net->make,   net->hidden, net->next,          net->around,    net->means,
                     net->page, net->logits, net->sums,   net->packed.counts, net->packed.at, net->packed.value};
    for (size_t nth = 0; nth < sizeof rooms / sizeof *rooms; nth++)
        PyMem_Free(rooms[nth]);
}

/* ``_tag``: (layers, dense, first, last, shape, opinion or None, row or None, near, far, the kind that the user names
 * or -1, keep, kinds). Fills the last two, and gives the quality. */
PyObject *core_tag(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *layers, *dense, *first, *last, *shape, *opinion, *row, *near, *far, *keep, *kinds;
    Net net = {0};
    if (!PyArg_ParseTuple(args, "OOOOOOOOOiOO", &layers, &dense, &first, &last, &shape, &opinion, &row, &near, &far,
                          &net.chosen, &keep, &kinds))
        return NULL;
    PyObject *quality = NULL;
    if (take_array(dense, &net.dense, 'f', -1, -1, false) < 0)
        goto done;
    net.count = net.dense.rows;
    if (net.count < 1 || net.count > INT32_MAX / LEVELS || net.dense.columns > INT32_MAX / MOST_WIDTH) {
        PyErr_SetString(PyExc_ValueError, "another number of blocks or features is wanted");
        goto done;
    }
    if (take_layers(&net, layers) < 0 || take_words(&net, layers, row, near, far) < 0 ||
        take_array(first, &net.first, 'i', net.count, LEVELS, false) < 0 ||
        take_array(last, &net.last, 'i', net.count, LEVELS, false) < 0 ||
        take_array(shape, &net.shape, 'i', net.count, 1, false) < 0 ||
        (opinion != Py_None && take_array(opinion, &net.opinion, 'f', net.count, HEARD, false) < 0) ||
        take_array(keep, &net.keep, 'f', net.count, 1, true) < 0 ||
        take_array(kinds, &net.kinds, 'f', net.kind_count, 1, true) < 0 || make_room(&net) < 0)
        goto done;
    see_blocks(&net); /* reads what another thread might change */
    Py_BEGIN_ALLOW_THREADS
    run(&net);
    Py_END_ALLOW_THREADS
    quality = PyFloat_FromDouble(net.quality);
done:
    drop_net(&net);
    return quality;
}
