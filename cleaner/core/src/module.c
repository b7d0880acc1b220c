/* The module ``cleaner.core._core``. */
#include "core.h"

static PyMethodDef METHODS[] = {
    {"setup", core_setup, METH_O, "Take over the records' classes and the tables of tags; once, before the rest."},
    {"walk", core_walk, METH_O, "Read normalised markup: blocks, images, rules, marks; None where Python must."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, .m_name = "_core", .m_doc = "The compiled core.", .m_size = -1, .m_methods = METHODS,
};

PyMODINIT_FUNC PyInit__core(void) { return PyModule_Create(&MODULE); }
