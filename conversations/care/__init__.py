"""Check-ins and greetings on their way: planned, shown to the manager a day before, sent at most once.

`looks` is the job that goes through a contact's calendar; `drafts` writes the words, `previews` shows them in the
topic, `deciding` takes what the manager says to them, `sending` hands them to the outbox and hears what became of them;
`gates` keeps one back in the last moment. Everybody else needs `soon` only.

May import: conversations, storage (records and queries), locales. Days and reasons come from `conversations.calendar`.
"""
