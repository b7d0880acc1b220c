"""Reading: bytes to a document of blocks, with what the page says of itself."""
