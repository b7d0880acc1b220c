"""Reports: what was kept and removed, for users."""
