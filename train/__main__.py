"""Trains the tagger for ``python -m train``."""

from train.command import main

if __name__ == "__main__":
    main()
