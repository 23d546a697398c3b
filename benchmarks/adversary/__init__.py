"""A second generator of bank lines, with other names, numbers, words and habits.

It shares with ``quality`` only how books and files are written and judged.
"""
