"""The Bot API side: ``dispatch`` takes the HTTP call, the other modules hold the methods by topic.

A method is a function from a `Call` to a JSON value, registered under its name with ``@method``. It validates
everything first, charges the limits, and then applies: a call that answers with an error has changed nothing.
"""
