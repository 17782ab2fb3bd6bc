"""What people do: ``sending``, ``changing`` (edit, delete, react, pin), ``pressing``, ``going`` (start, block, links).

Functions here take the world, a person, and the JSON of the control API; they raise `Refused` for what Telegram would
not let people do.
"""
