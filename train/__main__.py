"""``python -m train`` trains the tagger."""

from train.command import main

if __name__ == "__main__":
    main()
