"""文书 (Art. 20, 27): Official documents: typst PDFs, numbering, fonts.

Enters: plain data. Leaves: PDF bytes. Refuses: nothing about the law; it only prints.
"""
