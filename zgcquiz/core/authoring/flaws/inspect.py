"""Inspect a pack for flaws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zgcquiz.core.authoring.drafting.languages.detection import language_of
from zgcquiz.core.authoring.flaws.lint_item import LintItems
from zgcquiz.core.authoring.flaws.registry import RULES
from zgcquiz.core.authoring.flaws.rule import Rule
from zgcquiz.core.languages import base_language
from zgcquiz.core.packs.pack import Item, Pack, PackInfo, Switch
from zgcquiz.core.value import Value, replace


class Finding(Value, frozen=True):
    """A flaw that was found and not allowed. item, option, other: positions in the pack's items and item's options.

    item: None for a flaw of the pack as a whole; other: a second item, to be named at the end of the message;
    key: the YAML key of the flawed text, "" for the option or the stem.
    """

    rule: Rule
    message: str
    item: int | None
    option: int | None = None
    other: int | None = None
    key: str = ""


def inspect(pack: Pack) -> Iterator[Finding]:
    """Yield what the rules for a pack find, without flaws that an item allows.

    Left out are superseded items, and drafts: they have yet to be written, and what is never asked gives nothing away.
    """
    return inspect_items(pack.info, pack.items)


def inspect_items(info: PackInfo, items: Sequence[Item]) -> Iterator[Finding]:
    """Yield the same of items that may be read each time: each is used once, and again if another is like it."""
    asked = LintItems(items, info.language)
    language = info.language or language_of(items)
    for finding in _findings(asked, list(rules_for(language, info.check))):
        if finding.item is None:
            yield finding
            continue
        at = asked.positions[finding.item]
        if finding.rule.code not in {allowance.code for allowance in items[at].allow}:
            yield replace(finding, item=at, other=None if finding.other is None else asked.positions[finding.other])


def rules_for(language: str, switches: Iterable[Switch] = ()) -> Iterator[tuple[Rule, float]]:
    """Yield the rules that apply to a pack, each with its threshold.

    language: of the pack ("en", "en-GB"; "" counts as English); for others, rules on English words are left out.
    """
    by_code = {switch.code: switch for switch in switches}
    english = base_language(language) in ("", "en")
    for rule in RULES.values():
        switch = by_code.get(rule.code)
        is_on = switch.on if switch else not rule.off
        if is_on and (english or not rule.english):
            threshold = switch.threshold if switch else None
            yield rule, rule.threshold if threshold is None else threshold


def _findings(items: LintItems, rules: list[tuple[Rule, float]]) -> Iterator[Finding]:
    finders = [(rule, rule.find, threshold) for rule, threshold in rules if rule.find is not None]
    seen: dict[str, list[object]] = {rule.code: [] for rule, _ in rules if rule.sees is not None}
    seers = [(rule.sees, seen[rule.code].append) for rule, _ in rules if rule.sees is not None]
    for at, item in enumerate(items.asked()):
        flawed: set[str] = set()
        for rule, find, threshold in finders:
            for flaw in find(item, threshold) if rule.unless not in flawed else ():
                flawed.add(rule.code)
                yield Finding(rule, flaw.message, at, flaw.option)
        for sees, keep in seers:
            keep(sees(item))
    for rule, threshold in rules:
        if rule.find_in_pack is not None:
            for found in rule.find_in_pack(seen.pop(rule.code), items, threshold):
                yield Finding(rule, found.message, found.item, found.option, found.other, found.key)
