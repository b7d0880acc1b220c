"""Usage preferences of site owners, as stated in a page, its HTTP headers and the files of its site.

Pure: nothing here fetches or reads a page. Each statement keeps its source and its words. If there are several, the
most restrictive one applies. A use that nobody mentions is unknown, not allowed.

The sources, as of November 2026: IETF AI Preferences (draft-ietf-aipref-vocab-06 and draft-ietf-aipref-attach-04),
Content Signals (contentsignals.org), TDM Reservation Protocol (W3C Community Group Final Report, 10 May 2024), the
robots meta element and X-Robots-Tag, and Really Simple Licensing 1.0 (discovery only: no licence is fetched).
"""
