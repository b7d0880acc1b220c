/* The module ``cleaner.core._core``. */
#include "judge.h"

static PyMethodDef METHODS[] = {
    {"setup", core_setup, METH_O, "Take over the records' classes and the tables of tags; once, before the rest."},
    {"walk", core_walk, METH_O, "Read normalised markup: blocks, images, rules, marks; None where Python must."},
    {"file_name", core_file_name, METH_O, "The part of an address that other sizes of the picture share."},
    {"set_signs", core_set_signs, METH_O, "Take over what shows text that was encoded twice."},
    {"is_plain", core_is_plain, METH_O, "Whether UTF-8 needs no repair and no scrub."},
    {"plain_text", core_plain_text, METH_O, "The text of UTF-8 that needs no repair and no scrub, or None."},
    {"find_beyond", core_find_beyond, METH_O, "The runs of letters beyond ASCII in a text, each with a line feed."},
    {"survey", core_survey, METH_O, "Count the tags of markup, and look for raw elements that are closed at once."},
    {"set_compounds", core_set_compounds, METH_O, "Take over the parts of selectors that scan looks for."},
    {"encode", core_encode, METH_O, "The UTF-8 of a text, with a question mark for each lone surrogate."},
    {"scan", core_scan, METH_O, "Count the tags of markup, and note which parts of selectors they may match."},
    {"set_folds", core_set_folds, METH_O, "Take over what folds one code point; before fold and suspects."},
    {"fold", core_fold, METH_O, "Fold a text as phrases are folded; None where the result is not ASCII."},
    {"fold_words", core_fold_words, METH_O, "The letters and digits of a text, case folded; None where Python must."},
    {"suspects", core_suspects, METH_VARARGS, "The blocks that a phrase may match."},
    {"records", core_records, METH_VARARGS, "Make many records from columns."},
    {"name_kinds", core_name_kinds, METH_VARARGS, "The kinds of chrome that containers name."},
    {"judge_setup", core_judge_setup, METH_VARARGS,
     "Take over the classes and tables of the judges; once, before look."},
    {"look", core_look, METH_VARARGS, "Compute the features of a page's blocks, or give None where Python must."},
    {"tag", core_tag, METH_VARARGS, "The net's forward pass; gives the raw quality."},
    {"narrow", core_narrow, METH_O, "Do without wide registers, or with them again: for a test."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, .m_name = "_core", .m_doc = "The compiled core.", .m_size = -1, .m_methods = METHODS,
};

PyMODINIT_FUNC PyInit__core(void) { return PyModule_Create(&MODULE); }
