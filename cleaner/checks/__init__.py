"""Checks for users: of the installation and the job (doctor), of site rules, and suggested rules."""
