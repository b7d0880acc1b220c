"""What the commands do with many pages: URL lists, folders, archives and the scheduled job."""
