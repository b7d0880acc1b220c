"""Pages that scripts fill, rendered by a headless Chromium that reaches the network through our fetcher alone.

``docs/rendering.md`` says how it is built and why.
"""
