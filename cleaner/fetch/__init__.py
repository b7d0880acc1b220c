"""Fetching: one polite, bounded and guarded primitive for pages, robots.txt, feeds and sitemaps."""
