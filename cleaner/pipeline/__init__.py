"""One page through four stages: read, judge, decide, assemble.

``page`` is the way in, ``document`` the order of the stages. ``reading`` makes a document of bytes, ``body`` and
``judging`` ask the judges and settle, ``assemble`` makes the article.
"""

from cleaner.pipeline.page import clean_page, run_one

__all__ = ["clean_page", "run_one"]
