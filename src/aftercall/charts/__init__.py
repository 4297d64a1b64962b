"""Charts as SVG: figures in, text out. Pure.

The text has presentation attributes only: no style sheet, no script and no id, so that it can go into a page with a
strict content security policy, into a PDF, and into a page twice. It is 340 units wide, which is readable on the
narrowest phone, and nothing in it depends on colour alone. A chart never stands alone: a table beside it has every
figure.
"""
