"""Looks for flaws in a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.registry import RULES
from zgcquiz.core.authoring.flaws.rule import Rule
from zgcquiz.core.packs.pack import Pack, Switch
from zgcquiz.core.value import Value, replace


class Finding(Value, frozen=True):
    """A flaw that stands. item, option, other: places in the pack's items and an item's options.

    item is None where it is about the pack as a whole; other is a second item that the message
    ends with naming. key: the key whose text it is about; "" for the option or the stem.
    """

    rule: Rule
    says: str
    item: int | None
    option: int | None = None
    other: int | None = None
    key: str = ""


def inspect(pack: Pack) -> Iterator[Finding]:
    """What all rules that apply find, but for what the author allows.

    Items that another has superseded are passed over: they are as they were when they were asked.
    """
    places = [at for at, item in enumerate(pack.items) if not item.superseded_by]
    items = [Anatomy(pack.items[at]) for at in places]
    for finding in _look(items, list(rules_for(pack.info.language, pack.info.check))):
        if finding.item is None:
            yield finding
            continue
        at = places[finding.item]
        if finding.rule.code not in {allowance.code for allowance in pack.items[at].allow}:
            yield replace(finding, item=at, other=None if finding.other is None else places[finding.other])


def rules_for(language: str, switches: Iterable[Switch] = ()) -> Iterator[tuple[Rule, float]]:
    """The rules that apply to a pack, each with its threshold.

    language: as the pack says it ("en", "en-GB"; "" counts as English); rules on English words are
    left out for others.
    """
    said = {switch.code: switch for switch in switches}
    english = language.casefold().replace("_", "-").split("-")[0] in ("", "en", "eng", "english")
    for rule in RULES.values():
        switch = said.get(rule.code)
        is_on = switch.on if switch else not rule.off
        if is_on and (english or not rule.english):
            given = switch.threshold if switch else None
            yield rule, rule.threshold if given is None else given


def _look(items: list[Anatomy], rules: list[tuple[Rule, float]]) -> Iterator[Finding]:
    singly = [(rule, rule.find, threshold) for rule, threshold in rules if rule.find is not None]
    for at, item in enumerate(items):
        for rule, find, threshold in singly:
            for flaw in find(item, threshold):
                yield Finding(rule, flaw.says, at, flaw.option)
    for rule, threshold in rules:
        if rule.find_in_pack is not None:
            for found in rule.find_in_pack(items, threshold):
                yield Finding(rule, found.says, found.item, found.option, found.other, found.key)
