<<<<<<< HEAD
"""The judges."""
=======
"""Tests of ``cleaner/judge``."""
>>>>>>> main
