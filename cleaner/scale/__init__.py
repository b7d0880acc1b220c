"""Many machines: an adapter that has Ray Data hand whole archives to actors, each of which cleans one at a time.

The unit is the file. An actor reads it, cleans its pages in a killable process of its own, and writes one Parquet file
that takes its name when it is whole. So pages of up to 20 MB never pass through Ray's object store, a page that kills
its process costs one record, a killed actor or node costs the work on the files at hand, which Ray hands out again, and
a later run skips what is there. Records are those of ``cleaner warc`` and ``clean_many``.
"""

from cleaner.scale.driver import ScaleJob, Totals, scale

__all__ = ["ScaleJob", "Totals", "scale"]
