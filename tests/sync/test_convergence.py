"""Whatever happens in whatever order, in the end all devices have the same history, cards, settings and packs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.sync.making import ITEMS, Device, carry, made, settle
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Rating

_DEVICE = st.integers(0, 2)
_ITEM = st.sampled_from(ITEMS)
_STEP = st.one_of(
    st.tuples(st.just("answer"), _DEVICE, _ITEM, st.sampled_from(Rating)),
    st.tuples(st.just("undo"), _DEVICE, st.none(), st.none()),
    st.tuples(st.just("twin"), _DEVICE, st.none(), st.integers(0, 2)),
    st.tuples(st.just("hold"), _DEVICE, _ITEM, st.sampled_from(Held)),
    st.tuples(st.just("restart"), _DEVICE, _ITEM, st.none()),
    st.tuples(st.just("set"), _DEVICE, st.sampled_from(["new_per_day", "certainty"]), st.integers(0, 3)),
    st.tuples(st.just("pack"), _DEVICE, st.sampled_from(["small", "other"]), st.integers(0, 2)),
    st.tuples(st.just("later"), _DEVICE, st.integers(-4_000, 4_000), st.none()),
    st.tuples(st.just("sync"), _DEVICE, st.none(), st.none()),
    st.tuples(st.just("carry"), _DEVICE, _DEVICE, st.tuples(st.sampled_from(["", "", "cut", "conflict", "lost"]),
                                                          st.floats(0, 1))),
)  # fmt: skip


def act(devices: list[Device], what: str, number: int, first: object, second: object) -> None:
    device = devices[number]
    match what, first, second:
        case "answer", str(item), Rating() as rating:
            device.answer(item, rating)
        case "undo", _, _:
            device.undo()
        case "twin", _, int(ms):
            device.twin(ms)
        case "hold", str(item), Held() as held:
            device.hold(item, held)
        case "restart", str(item), _:
            device.restart(item)
        case "set", str(key), int(value):
            text = str(value + 5) if key == "new_per_day" else str(value % 2 == 0).lower()
            device.set(key, text if value else None)
        case "pack", str(id), int(edition):
            device.add_pack(edition, id) if edition else device.remove_pack(id)
        case "later", int(minutes), _:
            device.later(minutes)
        case "sync", _, _:
            device.sync()
        case "carry", int(target), (str(fault), float(at)):
            carry(device, devices[target], fault, at)
        case _:
            raise AssertionError(what)


@settings(max_examples=examples(12))
@given(steps=st.lists(_STEP, max_size=25))
def test_three_devices_agree_in_the_end(steps: list[tuple[str, int, object, object]]) -> None:
    with made() as devices:
        for device in devices:
            device.add_pack(1)
        for step in steps:
            act(devices, *step)
        before = {(review.id, review.ms) for device in devices for review in device.context.log.reviews()}
        latest = max(device.now.ms for device in devices)
        for device in devices:  # clocks agree in the end
            device.later((latest - device.now.ms) // 60_000 + 1)
        settle(devices)
        first, *others = [device.holds_all() for device in devices]
        for part, name in enumerate(("history", "cards", "held", "settings", "packs")):
            assert [other[part] for other in others] == [first[part]] * 2, name
        assert first[0].count(b'"rating"') == len(before), "no answer is lost"
        live = [review.id for review in devices[0].context.log.reviews() if not review.void]
        assert len(live) == len(set(live)), "of an id one counts"
        for device in devices:
            assert device.reports[-1].merged.changes == 0
            assert device.reports[-1].sent == 0
