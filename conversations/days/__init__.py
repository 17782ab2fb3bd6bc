"""What people say about days: the team's dates, facts, pauses and rhythm, the leads' calendar, a contact's own pace.

`typed_days` reads what is typed; `pauses`, `dates`, `remembering` and `rhythm` are commands of a topic, `ahead` is the
leads' `/calendar`, `estimates` asks them about dates that depend on the moon, `marking` keeps what they decide, `pace`
is the contact's. Each brings the looks of those concerned forward (`conversations.care.soon`).

May import: conversations, storage (records and queries), locales.
"""
