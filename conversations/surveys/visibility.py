"""Who sees what of ratings: a setting of the whole team."""

from storage.unit import UnitOfWork


def singly(uow: UnitOfWork) -> bool:
    """True when managers may see single ratings; else ratings, comments and alerts never go into a topic."""
    return uow.defaults.ratings_visible == "single"
