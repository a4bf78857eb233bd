"""How plans are shown and worked on: lines, the office's pages, files, rectifications."""
