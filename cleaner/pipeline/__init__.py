"""One page through four stages: read, judge, decide, assemble.

``page`` is the entry, and ``document`` calls the stages in order. ``reading`` turns bytes into a document, ``body`` and
``judging`` ask the judges and decide, ``assemble`` builds the article.
"""

from cleaner.pipeline.defaults import default_settings
from cleaner.pipeline.page import clean_page, run_one

__all__ = ["clean_page", "default_settings", "run_one"]
