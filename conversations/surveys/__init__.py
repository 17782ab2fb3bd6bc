"""Surveys: what is asked, when it may be asked, and what becomes of the answers.

`definitions` reads the question sets (TOML in `data/`, or a team's own folder), `gates` holds the rules that say no,
`asking` sends and takes back, `rounds` plans the periodic ones, `answering` takes taps and comments, `wording` and
`showing` make what the client sees, `reporting` tells the team as far as it may know. May import: conversations,
storage, locales. All state stands in rows, so a restart in the middle changes nothing.
"""
