"""One module a revision; `schema.REVISIONS` lists them in order."""
