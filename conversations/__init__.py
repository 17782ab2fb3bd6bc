"""Floor 2: what is said and when. Use cases and pure rules.

A use case takes the unit of work and its own dataclass, decides, stores, posts what is to be sent into the outbox and
plans jobs: one transaction, no waiting for the network. A rule is a pure function. May import: storage, locales. Must
not import: aiogram, aiohttp, SQLAlchemy, handlers, bot.
"""
