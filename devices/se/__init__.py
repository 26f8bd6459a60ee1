"""The Smart Energy clusters, one file each, names verbatim from the specification."""
