/* The module ``cleaner.core._core``. */
#include "judge.h"

static PyMethodDef METHODS[] = {
    {"setup", core_setup, METH_O, "Take over the records' classes and the tables of tags; once, before the rest."},
    {"walk", core_walk, METH_O, "Read normalised markup: blocks, images, rules, marks; None where Python must."},
    {"file_name", core_file_name, METH_O, "The part of an address that other sizes of the picture share."},
    {"set_signs", core_set_signs, METH_VARARGS, "Take over what shows text that was encoded twice."},
    {"is_plain", core_is_plain, METH_O, "Whether UTF-8 needs no repair and no scrub."},
    {"plain_text", core_plain_text, METH_O, "The text of UTF-8 that needs no repair and no scrub, or None."},
    {"find_beyond", core_find_beyond, METH_O, "The runs of letters beyond ASCII in a text, each with a line feed."},
    {"survey", core_survey, METH_O, "Count the tags of markup, and look for raw elements that are closed at once."},
    {"set_compounds", core_set_compounds, METH_O, "Take over the parts of selectors that scan looks for."},
    {"encode", core_encode, METH_O, "The UTF-8 of a text, with a question mark for each lone surrogate."},
    {"scan", core_scan, METH_O, "Count the tags of markup, and note which parts of selectors they may match."},
    {"set_folds", core_set_folds, METH_O, "Take over what folds one code point; before fold."},
    {"fold", core_fold, METH_O, "Fold a text as phrases are folded; None where Python must."},
    {"dump", core_dump, METH_O, "A record as a line of JSON in UTF-8; None where Python must write it."},
    {"fold_words", core_fold_words, METH_O, "The letters and digits of a text, case folded; None where Python must."},
    {"digests", core_digests, METH_O, "The digests of parts, and of each two neighbours."},
    {"shingles", core_shingles, METH_VARARGS, "The runs of some words in a text; None where Python must split it."},
    {"sieve_add", core_sieve_add, METH_VARARGS, "Count the keys of one page in a table of small counters."},
    {"sieve_pick", core_sieve_pick, METH_VARARGS, "The keys whose counters have reached a number."},
    {"set_phrases", core_set_phrases, METH_VARARGS, "Make the tables in which phrases are looked up."},
    {"match", core_match, METH_VARARGS, "What a text is as a phrase; NotImplemented where Python must find out."},
    {"match_blocks", core_match_blocks, METH_VARARGS, "The blocks that are phrases, and what they are."},
    {"count_common", core_count_common, METH_VARARGS, "Count the common words of languages in runs of a text's words."},
    {"tell", core_tell, METH_VARARGS, "The verdicts of a judge on all blocks."},
    {"glance_setup", core_glance_setup, METH_VARARGS, "Take over the records of the glances; once, before them."},
    {"numbered", core_numbered, METH_VARARGS, "The short blocks with a digit."},
    {"group_links", core_group_links, METH_VARARGS, "The blocks that are links, by their signatures."},
    {"count_letters", core_count_letters, METH_VARARGS, "Letters of a page by the sort of their block."},
    {"prose", core_prose, METH_VARARGS, "The blocks of prose that stay, and their sizes."},
    {"dated", core_dated, METH_VARARGS, "The texts that may hold a date."},
    {"present", core_present, METH_VARARGS, "The phrases that a text contains."},
    {"places_setup", core_places_setup, METH_O, "Take over the class of blocks; once, before places."},
    {"places", core_places, METH_VARARGS, "The blocks of each place of some kinds."},
    {"removals", core_removals, METH_VARARGS, "The removals of the blocks that do not stay."},
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
