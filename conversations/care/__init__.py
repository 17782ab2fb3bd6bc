"""Check-ins and greetings on their way: planned, shown to the manager a day before, sent at most once.

`looks` is the job that goes through a contact's calendar; `rows` keeps what is planned, `drafts` writes its words,
`previews` shows it in the topic, `deciding` takes what the manager says to it, `sending` hands it to the outbox and
hears what became of it; `gates` keeps it back in the last moment. Everybody else needs `soon` only.

May import: conversations, storage (records and queries), locales. Days and reasons come from `conversations.calendar`.
"""
