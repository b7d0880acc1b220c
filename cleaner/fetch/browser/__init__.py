"""Pages that scripts fill, rendered by a headless Chromium that reaches the network only through our fetcher.

``docs/rendering.md`` explains how it is built, and why.
"""
