"""The calendar: which days are greeted, which are quiet, and when a text by ourselves may go out. Pure rules.

`tones` reads our two tables in `data/`, `library` gives the public holidays and working days of a country, `religious`
the days of a tradition, `occasions` says which of all these are greeted, `personal` adds birthdays and dates of one's
own, `quiet` knows the days and minutes on which we are silent, `windows` the hours, `cadence` the rhythm of check-ins,
`plan` puts them together for one contact, `together` for many at once, and `names` says what days are called. `reading`
is the only module that asks the store. The library `holidays` is imported when the first date is looked up, never when
the program starts. May import: conversations, storage, locales, holidays, dateutil.
"""
