"""Checks for people: of the installation and the job (doctor), of site rules, and rules that are suggested."""
