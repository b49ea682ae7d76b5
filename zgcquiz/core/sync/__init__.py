"""Syncing several devices over a shared folder: names of files, stamped values, results."""
