"""A whole export: claims of files or of a workspace, as a file in a format with what lies beside it."""
