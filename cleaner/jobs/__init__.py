"""The work of the commands on many pages: lists of URLs, folders, archives and the scheduled job."""
