"""How ``cleaner/data/tagger.npz`` is made: ``python -m train --corpora DIR``."""
