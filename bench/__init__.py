"""Quality, leakage, metadata, speed and memory of the cleaner beside its peers, on the same pages in one run."""
