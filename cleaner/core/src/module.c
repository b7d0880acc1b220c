/* The module ``cleaner.core._core``. */
#include "judge.h"

static PyMethodDef METHODS[] = {
    {"setup", core_setup, METH_O, "Take over the records' classes and the tables of tags; once, before the rest."},
    {"walk", core_walk, METH_O, "Read normalised markup: blocks, images, rules, marks; None where Python must."},
    {"set_signs", core_set_signs, METH_O, "Take over what shows text that was encoded twice."},
    {"is_plain", core_is_plain, METH_O, "Whether UTF-8 needs no repair and no scrub."},
    {"survey", core_survey, METH_O, "Count the tags of markup, and look for raw elements that are closed at once."},
    {"set_words", core_set_words, METH_O, "Take over the words that find_words looks for."},
    {"find_words", core_find_words, METH_O, "Note which words stand in bytes, a bit for each; None: any may."},
    {"set_folds", core_set_folds, METH_O, "Take over what folds one code point; before fold."},
    {"fold", core_fold, METH_O, "Fold a text as phrases are folded; None where Python must."},
    {"fold_words", core_fold_words, METH_O, "The letters and digits of a text, case folded; None where Python must."},
    {"set_phrases", core_set_phrases, METH_VARARGS, "Make the tables in which phrases are looked up."},
    {"match", core_match, METH_VARARGS, "What a text is as a phrase; NotImplemented where Python must find out."},
    {"match_blocks", core_match_blocks, METH_VARARGS, "The blocks that are phrases, and what they are."},
    {"records", core_records, METH_VARARGS, "Make many records from columns."},
    {"judge_setup", core_judge_setup, METH_VARARGS,
     "Take over the classes and tables of the judges; once, before look."},
    {"look", core_look, METH_VARARGS, "Compute the features of a page's blocks, or give None where Python must."},
    {"tag", core_tag, METH_VARARGS, "The net's forward pass; gives the raw quality."},
    {"choose", core_choose, METH_VARARGS, "Which blocks of a page stay by the tagger; gives whether it is rescued."},
    {"weigh", core_weigh, METH_VARARGS, "How certain the tagger was of a page, in numbers."},
    {"guess_kinds", core_guess_kinds, METH_VARARGS, "The kinds of chrome of blocks that go."},
    {"narrow", core_narrow, METH_O, "Do without wide registers, or with them again: for a test."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, .m_name = "_core", .m_doc = "The compiled core.", .m_size = -1, .m_methods = METHODS,
};

PyMODINIT_FUNC PyInit__core(void) { return PyModule_Create(&MODULE); }
