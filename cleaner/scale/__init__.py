"""Many machines: Ray Data distributes whole archives to actors, and each actor cleans one archive at a time.

The unit is a file. An actor reads it, cleans its pages in a separate process that can be killed, and writes one Parquet
file that gets its name when it is complete. So pages of up to 20 MB never pass through Ray's object store. A page that
kills its process costs one record. A killed actor or node costs the work on its current files, which Ray gives to
others. A later run skips files that are done. The records are the same as those of ``cleaner warc`` and ``clean_many``.
"""

from cleaner.scale.driver import ScaleJob, Totals, scale

__all__ = ["ScaleJob", "Totals", "scale"]
