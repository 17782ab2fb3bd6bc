"""The outbox: order, urgency, claims with a fence, and what another sender may not do."""

import pytest

from storage import leases, outbox
from storage.leases import LeaseLostError
from storage.outbox import Urgency
from storage.records import Parcel
from storage.unit import Store, UnitOfWork

OURS, THEIRS = 1, 2


def _post(uow: UnitOfWork, text: str, *, lane: str = "direct:1", urgency: int = Urgency.TEAM, **how) -> None:
    outbox.post(uow, lane=lane, urgency=urgency, op="say", payload={"html": text}, target_id=1, **how)


async def _claim(store: Store, fence: int = OURS, limit: int = 500, full: set[str] = frozenset()) -> list[Parcel]:  # type: ignore[assignment]
    async with store.unit() as uow:
        return await outbox.claim(uow, fence, limit, full)


def _texts(parcels: list[Parcel]) -> list[str]:
    return [parcel.payload["html"] for parcel in parcels]


async def test_parcels_are_claimed_in_the_order_in_which_they_were_posted(store: Store):
    async with store.unit() as uow:
        for number in range(20):
            _post(uow, str(number))
    assert _texts(await _claim(store)) == [str(number) for number in range(20)]


async def test_what_a_client_waits_for_is_claimed_first_and_upkeep_last(store: Store):
    async with store.unit() as uow:
        _post(uow, "card", urgency=Urgency.UPKEEP)
        _post(uow, "topic", urgency=Urgency.TEAM)
        _post(uow, "client", urgency=Urgency.CLIENT)
    assert _texts(await _claim(store)) == ["client", "topic", "card"]


async def test_a_parcel_is_claimed_once(store: Store):
    async with store.unit() as uow:
        _post(uow, "one")
    assert len(await _claim(store)) == 1
    assert await _claim(store) == []


async def test_no_more_than_the_limit_are_claimed_and_the_rest_comes_next(store: Store):
    async with store.unit() as uow:
        for number in range(5):
            _post(uow, str(number))
    assert _texts(await _claim(store, limit=3)) == ["0", "1", "2"]
    assert _texts(await _claim(store, limit=3)) == ["3", "4"]


async def test_the_next_sender_claims_what_a_dead_one_held(store: Store):
    async with store.unit() as uow:
        _post(uow, "held")
    first = await _claim(store, OURS)
    assert await _claim(store, THEIRS) == first


async def test_client_bound_parcels_are_claimed_although_ten_thousand_team_bound_ones_wait(store: Store):
    async with store.unit() as uow:
        for number in range(10_000):
            _post(uow, str(number), lane="topic:1")
        _post(uow, "client", lane="client:1", urgency=Urgency.CLIENT)
    assert "client" in _texts(await _claim(store, full={"topic:1"}))


async def test_of_full_lanes_only_what_a_client_waits_for_is_claimed(store: Store):
    async with store.unit() as uow:
        _post(uow, "late", lane="topic:1")
        _post(uow, "other desk", lane="topic:2")
        _post(uow, "client", lane="client:1", urgency=Urgency.CLIENT)
    assert _texts(await _claim(store, full={"topic:1", "client:1"})) == ["client", "other desk"]


async def test_a_sender_can_ask_what_it_has_claimed(store: Store):
    async with store.unit() as uow:
        _post(uow, "one")
        _post(uow, "two")
    mine = await _claim(store, limit=1)
    async with store.unit() as uow:
        assert await outbox.claimed(uow, OURS) == mine
        assert await outbox.claimed(uow, THEIRS) == []


async def test_what_is_done_leaves_the_outbox(store: Store):
    async with store.unit() as uow:
        _post(uow, "one")
    [parcel] = await _claim(store)
    async with store.unit() as uow:
        await outbox.done(uow, [parcel.id], OURS)
    async with store.reading() as uow:
        assert await outbox.depth(uow) == (0, 0.0)


async def test_a_sender_that_lost_its_parcels_settles_nothing(store: Store):
    async with store.unit() as uow:
        _post(uow, "one")
        _post(uow, "two")
    mine = await _claim(store, OURS)
    await _claim(store, THEIRS)
    with pytest.raises(LeaseLostError):
        async with store.unit() as uow:
            await outbox.done(uow, [parcel.id for parcel in mine], OURS)
    async with store.reading() as uow:
        assert (await outbox.depth(uow))[0] == 2


async def test_a_sender_that_lost_one_of_two_parcels_settles_neither(store: Store):
    async with store.unit() as uow:
        _post(uow, "one")
        _post(uow, "two")
    mine = await _claim(store, OURS)
    await _claim(store, THEIRS, limit=1)
    with pytest.raises(LeaseLostError, match="1 of 2"):
        async with store.unit() as uow:
            await outbox.done(uow, [parcel.id for parcel in mine], OURS)
    async with store.reading() as uow:
        assert (await outbox.depth(uow))[0] == 2


async def _failed(store: Store, **how) -> Parcel:
    async with store.unit() as uow:
        _post(uow, "one", **how)
    [parcel] = await _claim(store)
    async with store.unit() as uow:
        outbox.fail(uow, parcel.id, "blocked")
    return parcel


async def test_a_failed_parcel_is_kept_and_not_claimed_again(store: Store):
    parcel = await _failed(store)
    assert await _claim(store, THEIRS) == []
    async with store.reading() as uow:
        assert await outbox.failed(uow, parcel.id) == parcel


async def test_a_failed_parcel_can_be_tried_again_by_the_same_sender_once(store: Store, clock):
    parcel = await _failed(store)
    clock.passes(60)
    async with store.unit() as uow:
        assert await outbox.retry(uow, parcel)
        assert not await outbox.retry(uow, parcel)
        assert uow.signals == {"outbox"}
    [again] = await _claim(store, OURS)
    assert (again.id, again.due_epoch) == (parcel.id, clock.real)


async def test_a_failed_album_is_tried_again_as_a_whole(store: Store):
    async with store.unit() as uow:
        for number in range(3):
            _post(uow, str(number), album="a")
        _post(uow, "not of it")
    parcels = await _claim(store)
    async with store.unit() as uow:
        for parcel in parcels:
            outbox.fail(uow, parcel.id, "blocked")
        assert await outbox.retry(uow, parcels[1])
    assert _texts(await _claim(store)) == ["0", "1", "2"]


async def test_only_old_failed_parcels_are_forgotten(store: Store, clock):
    await _failed(store)
    clock.passes(100)
    young = await _failed(store)
    async with store.unit() as uow:
        _post(uow, "waits")
        assert await outbox.forget_failed(uow, clock.real - 50) == 1
        assert await outbox.failed(uow, young.id) is not None


async def test_the_depth_counts_what_waits_and_how_long_the_oldest_does(store: Store, clock):
    async with store.unit() as uow:
        _post(uow, "old")
    clock.passes(30)
    async with store.unit() as uow:
        _post(uow, "new")
    async with store.reading() as uow:
        assert await outbox.depth(uow) == (2, 30.0)


async def test_a_delay_moves_the_due_time_and_not_the_age(store: Store, clock):
    async with store.unit() as uow:
        _post(uow, "later", delay=5.0)
    [parcel] = await _claim(store)
    assert (parcel.due_epoch, parcel.posted_epoch) == (clock.real + 5.0, clock.real)


# -- what must never come twice ---------------------------------------------------------------------------------------


async def _sending(store: Store) -> Parcel:
    async with store.unit() as uow:
        _post(uow, "a greeting", once=True)
    [parcel] = await _claim(store)
    async with store.unit() as uow:
        assert await outbox.mark_sending(uow, parcel.id, OURS)
    return parcel


async def test_what_a_dead_sender_was_sending_is_not_claimed_but_told(store: Store):
    parcel = await _sending(store)
    assert await _claim(store, THEIRS) == []
    async with store.unit() as uow:
        assert await outbox.abandoned(uow, OURS) == []
        assert [one.id for one in await outbox.abandoned(uow, THEIRS)] == [parcel.id]
        assert await outbox.abandoned(uow, THEIRS) == []


async def test_what_is_unclear_can_be_sent_again_when_a_person_wants_it(store: Store):
    parcel = await _sending(store)
    async with store.unit() as uow:
        await outbox.abandoned(uow, THEIRS)
        assert await outbox.retry(uow, parcel)
    assert [one.id for one in await _claim(store, THEIRS)] == [parcel.id]


async def test_what_is_under_way_cannot_be_withdrawn_any_more(store: Store):
    parcel = await _sending(store)
    async with store.unit() as uow:
        assert not await outbox.withdraw(uow, parcel.id)


async def test_what_was_withdrawn_is_not_sent(store: Store):
    async with store.unit() as uow:
        _post(uow, "a greeting", once=True)
    [parcel] = await _claim(store)
    async with store.unit() as uow:
        assert await outbox.withdraw(uow, parcel.id)
        assert not await outbox.mark_sending(uow, parcel.id, OURS)


# -- the lease that guards it ------------------------------------------------------------------------------------------


async def test_a_lease_is_held_by_one(store: Store):
    async with store.unit() as uow:
        assert await leases.acquire(uow, "bot", "a", 6.0) == 1
        assert await leases.acquire(uow, "bot", "b", 6.0) is None


async def test_a_lease_that_ran_out_goes_to_the_next_with_a_higher_fence(store: Store, clock):
    async with store.unit() as uow:
        await leases.acquire(uow, "bot", "a", 6.0)
    clock.passes(6.0)
    async with store.unit() as uow:
        assert await leases.acquire(uow, "bot", "b", 6.0) == 2
        with pytest.raises(LeaseLostError, match="ours was 1, now 2"):
            await leases.check(uow, "bot", 1)


async def test_a_renewed_lease_keeps_its_fence_and_lasts_longer(store: Store, clock):
    for _ in range(4):
        async with store.unit() as uow:
            assert await leases.acquire(uow, "bot", "a", 6.0) == 1
        clock.passes(4.0)
    async with store.unit() as uow:
        assert await leases.acquire(uow, "bot", "b", 6.0) is None


async def test_a_released_lease_is_free_at_once(store: Store):
    async with store.unit() as uow:
        await leases.acquire(uow, "bot", "a", 6.0)
        await leases.release(uow, "bot", "a")
        assert await leases.acquire(uow, "bot", "b", 6.0) == 2


async def test_nobody_can_release_the_lease_of_another(store: Store):
    async with store.unit() as uow:
        await leases.acquire(uow, "bot", "a", 6.0)
        await leases.release(uow, "bot", "b")
        assert await leases.acquire(uow, "bot", "b", 6.0) is None


async def test_a_lease_that_never_was_is_nobodys(store: Store):
    async with store.unit() as uow:
        with pytest.raises(LeaseLostError):
            await leases.check(uow, "bot", 1)


async def test_the_product_clock_does_not_move_a_lease(store: Store, clock):
    import datetime as dt

    async with store.unit() as uow:
        await leases.acquire(uow, "bot", "a", 6.0)
    clock.product += dt.timedelta(days=1)
    async with store.unit() as uow:
        assert await leases.acquire(uow, "bot", "b", 6.0) is None


async def test_the_id_of_a_parcel_that_is_gone_never_becomes_another_ones(store: Store):
    """Ids stand in buttons ("Try again") for weeks."""
    async with store.unit() as uow:
        _post(uow, "first")
    [first] = await _claim(store)
    async with store.unit() as uow:
        await outbox.done(uow, [first.id], OURS)
        _post(uow, "second")
    assert (await _claim(store))[0].id > first.id
