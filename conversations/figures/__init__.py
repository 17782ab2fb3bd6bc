"""The numbers: one formula a function, each with its source. Pure rules: no store, no clock, no wording.

`satisfaction` and `promoters` judge ratings, `answering` surveys, `times` how long things took, `periods` what
belongs to which stretch of the calendar.
"""
