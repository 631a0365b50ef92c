"""Arabic as in UN documents: Western digits, a point before decimals, a comma between thousands.

Django's own Arabic formats have the two the other way round, and the forms read numbers as Babel
writes them: a sum copied from a page would be read as a thousandth of it.
"""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
