"""Reading: from bytes to a document of blocks, with what the page states about itself."""
