"""How styles reach widgets that are just made: what a form takes longest for is cut down to what it needs."""

from __future__ import annotations

from typing import Any, cast

from textual.css.model import RuleSet
from textual.css.styles import RenderStyles, RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode


class Parts(dict[str, RenderStyles]):
    """Styles of a node's component classes, each made when it is first asked for: a line of text has four of
    them and seldom shows more than one."""

    def __init__(self, stylesheet: Stylesheet, node: DOMNode) -> None:
        super().__init__()
        self._stylesheet = stylesheet
        self._node = node

    def __contains__(self, name: object) -> bool:
        return name in self._node._get_component_classes()

    def __missing__(self, name: str) -> RenderStyles:
        part = DOMNode(classes=name)
        part._attach(self._node)
        self._stylesheet.apply(part)
        self[name] = part.styles
        return part.styles


class DeskStylesheet(Stylesheet):
    """Textual's, in private names of its 8.2, with less to do at every new widget."""

    def _process_component_classes(self, node: DOMNode) -> None:
        if not node._get_component_classes():
            return
        old = dict(node._component_styles)
        parts = node._component_styles = Parts(self, node)
        if any(parts[name] != styles for name, styles in old.items()):
            node.refresh()

    @classmethod
    def replace_rules(cls, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        """Give a node these rules. Those of a new one were mostly given to another before: what Textual made
        of each is taken over."""
        base = node.styles.base
        if animate or base._rules:
            super().replace_rules(node, rules, animate)
            return
        key = tuple((name, id(value)) for name, value in rules.items())
        known = _understood.get(key)
        if known is None:
            super().replace_rules(node, rules)
            # With the rules, so that nothing else ever has the identity of one of their values.
            _understood[key] = rules, base._rules.copy()
        else:
            base.merge_rules(known[1])
            node.notify_style_update()


_understood: dict[tuple[tuple[str, int], ...], tuple[RulesMap, RulesMap]] = {}
"""What became of rules: for each set of them, by the identities of its values."""


# Textual's own says the same, and is asked 10,000 times for a form.
cast("Any", RuleSet).__hash__ = object.__hash__
