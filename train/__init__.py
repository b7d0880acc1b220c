"""Training of ``cleaner/data/tagger.npz``: ``python -m train --corpora DIR``."""
