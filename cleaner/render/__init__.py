"""From the kept blocks to an output format: one outline of what the blocks mean, and one writer per format."""
