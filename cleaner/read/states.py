"""Finds the article in page data: by the page's title, or else by names that bodies have."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from cleaner.read.richtext import MAX_NODES, MIN_PROSE_CHARS, TAG, Renderer, is_elsewhere, is_prose, kind_of, letters
from cleaner.read.scripts import State, is_part, leads_elsewhere, load_names, squeeze

MIN_SHARE = 0.55  # of an object's text that its largest part must hold to be used instead
MIN_LEAD = 1.5  # ratio by which an unnamed body is larger than the next one
MAX_TITLED = 50  # objects with the page's title
MAX_CLIMB = 3
MAX_COMPARED = 200  # strings of a part that are compared with those of another
MIN_SHORT_CHARS = 2  # of a piece of rich text
CONTAINERS = (dict, list)  # made once, because a union is made anew at each use
CONTAINER_TYPES = frozenset(CONTAINERS)  # of all containers in a state, and looked up in half of the time
PARTS = (str, dict, list)

Part = tuple[str, Any]  # a name, empty in a list, and a value
SameTitle = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A body in a state: its HTML, the number of letters in its strings, and whether its object has the title."""

    html: str
    size: int
    titled: bool


def find_in_state(state: State, same_title: SameTitle, min_chars: int, *, titled: bool = False) -> Found | None:
    """The page's body in a state, or None. ``titled``: only a body in an object with the page's title is wanted."""
    search = _Search(state.value, same_title, min_chars)
    if titled and not search.names_title():
        return None
    found = search.find()
    if found is None:
        return None
    value, is_titled = found
    html = Renderer(search.refs).render(value)
    size = letters(html)
    return Found(html, size, is_titled) if size >= min_chars else None


class _Search:
    """A search through a state. It visits every object and list once, children first, and counts their letters."""

    def __init__(self, root: object, same_title: SameTitle, min_chars: int) -> None:
        self.root, self.min_chars = root, min_chars
        self.same_title = same_title
        self.names = load_names()
        self.refs = _references(root)
        self.renderer = Renderer(self.refs)
        self.weights: dict[int, int] = {}
        self.parents: dict[int, object] = {}
        self.titled: list[object] = []
        self.named: list[tuple[int, object]] = []
        self.trees: list[tuple[int, object]] = []
        self.keys: set[str] = set()  # all that were met, and those that name titles and addresses
        self.title_keys: set[str] = set()
        self.address_keys: set[str] = set()

    def names_title(self) -> bool:
        """Whether any object has the page's title. It is much faster to ask than to weigh them all."""
        todo: list[object] = [self.root, *self.refs.values()]
        opened: set[int] = set()
        while todo:
            value = todo.pop()
            if not isinstance(value, CONTAINERS) or id(value) in opened:
                continue
            opened.add(id(value))
            if isinstance(value, dict) and self._has_title(value):
                return True
            todo += [item for item in self._items(value) if type(item) in CONTAINER_TYPES]
        return False

    def find(self) -> tuple[object, bool] | None:
        self._weigh()
        best = max(self.titled, key=self._weight, default=None)
        if best is not None and self._weight(best) < self.min_chars:
            best = min((self._climb(value) for value in self.titled), key=self._rank)
        if best is not None and self._weight(best) >= self.min_chars:
            return self._descend(best), True
        tree = max(self.trees, key=lambda found: found[0], default=None)
        if tree is not None and tree[0]:
            return tree[1], False
        ranked = sorted(self.named, key=lambda found: -found[0])
        chosen: list[tuple[int, object]] = []
        for weight, value in ranked[:20]:
            target = self._descend(value)
            if not any(target is other or self._within(target, other) for _, other in chosen):
                chosen.append((weight, target))
        if not chosen or (len(chosen) > 1 and chosen[0][0] < MIN_LEAD * chosen[1][0]):
            return None
        return chosen[0][1], False

    def _weight(self, value: object) -> int:
        return self.weights.get(id(value), 0) if not isinstance(value, str) else letters(value)

    def _climb(self, value: object) -> object:
        """An object with the page's title, or the nearest one around it with text: the title may be in its meta."""
        for _ in range(MAX_CLIMB):
            if self._weight(value) >= self.min_chars or id(value) not in self.parents:
                break
            value = self.parents[id(value)]
        return value

    def _rank(self, value: object) -> int:
        """The weight of an object, or sys.maxsize if it is too small for a body."""
        weight = self._weight(value)
        return weight if weight >= self.min_chars else sys.maxsize

    def _within(self, inner: object, outer: object) -> bool:
        """Whether a value is inside another."""
        todo = [outer]
        seen: set[int] = set()
        while todo and len(seen) < MAX_NODES:
            value = todo.pop()
            if value is inner:
                return True
            if isinstance(value, CONTAINERS) and id(value) not in seen:
                seen.add(id(value))
                todo.extend(item for item in self._items(value) if isinstance(item, PARTS))
        return False

    def _items(self, value: dict[str, object] | list[object]) -> Iterable[object]:
        items = value.values() if isinstance(value, dict) else value
        return map(self.renderer.resolve, items) if self.refs else items

    def _weigh(self) -> None:
        """Post-order over the graph, without recursion. A reference to an ancestor has weight 0."""
        todo: list[Any] = [value for value in (self.root, *self.refs.values()) if isinstance(value, CONTAINERS)]
        opened: set[int] = set()
        left = MAX_NODES
        while todo and left > 0:
            value = todo.pop()
            if type(value) is tuple:  # its parts are done; no value of a state is a tuple
                self._close(*value)
            elif id(value) not in opened:
                left -= 1
                opened.add(id(value))
                at = len(todo)
                parts = self._parts(value, todo)
                if len(todo) > at:
                    todo.insert(at, (value, parts))
                else:
                    self._close(value, parts)

    def _parts(self, value: dict[str, object] | list[object], todo: list[Any]) -> list[Part]:
        """The parts of a value that may have weight, whatever their names. Adds those with parts to ``todo``."""
        parts: list[Part] = []
        resolve = self.renderer.resolve if self.refs else None
        for name, given in value.items() if isinstance(value, dict) else zip(repeat(""), value):
            item: Any = given
            kind = type(item)
            if resolve is not None and (kind is dict or (kind is str and item[:1] == "$")):
                item = resolve(item)
                kind = type(item)
            if kind is str:
                if len(item) >= MIN_PROSE_CHARS or " " in item:
                    parts.append((name, item))
            elif kind in CONTAINER_TYPES and item:
                parts.append((name, item))
                todo.append(item)
                self.parents.setdefault(id(item), value)
        return parts

    def _close(self, value: dict[str, object] | list[object], parts: list[Part]) -> None:
        """Weigh a value whose parts are weighed."""
        weights, total = self.weights, 0
        if isinstance(value, list):
            if len(value) >= 4 and value[0] == "$" and value[1] in ("article", "main"):
                total = self._of_part("children", self.renderer.resolve(value[3]))
                self.trees.append((total, value))
            else:
                total = sum([self._of_part("", item) for _, item in parts])
            weights[id(value)] = total
            return
        titled = self._has_title(value)
        if not parts or (not titled and (self._leads_away(value) or kind_of(value) == "none")):
            parts = []
        for key, item in parts:
            name = squeeze(key)
            if not leads_elsewhere(name) and (weight := self._of_part(name, item)):
                total += weight
                if name in self.names.bodies:
                    self.named.append((weight, item))
        weights[id(value)] = total
        if titled and len(self.titled) < MAX_TITLED:
            self.titled.append(value)

    def _of_part(self, name: str, item: object) -> int:
        if not isinstance(item, str):
            return self.weights.get(id(item), 0)
        if is_prose(item):
            return letters(item)
        if item[:1] in "{[" and len(item) > 80 and is_part(name):
            return len(item) // 3  # rich text in a string of JSON
        return len(item) if is_part(name) and " " in item and len(item) >= MIN_SHORT_CHARS else 0

    def _strings(self, value: object) -> set[str]:
        """The beginnings of a value's paragraphs. Two forms of the same text begin in the same way."""
        todo, found = [value], set[str]()
        for _ in range(MAX_COMPARED):
            if not todo:
                break
            item = self.renderer.resolve(todo.pop())
            if isinstance(item, str):
                if is_prose(item):
                    found |= {" ".join(line.split())[:30] for line in TAG.sub("\n", item).split("\n") if len(line) > 60}
            elif isinstance(item, CONTAINERS):
                todo.extend(reversed([*self._items(item)]))
        return found

    def _learn_keys(self, node: dict[str, object]) -> None:
        """Note which keys of an object name titles and addresses. Objects share most of their keys."""
        if self.keys.issuperset(node):
            return
        for key in node.keys() - self.keys:
            name = squeeze(key)
            if name in self.names.titles:
                self.title_keys.add(key)
            if name in self.names.addresses:
                self.address_keys.add(key)
        self.keys.update(node)

    def _leads_away(self, node: dict[str, object]) -> bool:
        """Whether an object whose keys are known describes another page."""
        if self.title_keys.isdisjoint(node) or self.address_keys.isdisjoint(node):
            return False
        return is_elsewhere(node)

    def _has_title(self, node: dict[str, object]) -> bool:
        self._learn_keys(node)
        if self.title_keys.isdisjoint(node):
            return False
        for key, value in node.items():
            if key not in self.title_keys:
                continue
            texts = [value] if isinstance(value, str) else list(value.values())[:6] if isinstance(value, dict) else []
            if any(isinstance(text, str) and self.same_title(text) for text in texts):
                return True
        return False

    def _descend(self, value: object) -> object:
        """Go from an object to the part of it that holds its text."""
        for _ in range(50):
            if not isinstance(value, dict):
                return value
            if kind_of(value):
                return value
            parts = [
                (self._of_part(squeeze(key), item), item)
                for key, raw in value.items()
                if not leads_elsewhere(squeeze(key))
                for item in (self.renderer.resolve(raw),)
            ]
            parts.sort(key=lambda part: -part[0])
            if not parts or not parts[0][0]:
                return value
            said = self._strings(parts[0][1])
            total = sum(weight for weight, item in parts[1:3] if not said & self._strings(item))
            total += parts[0][0] + sum(weight for weight, _ in parts[3:])
            if parts[0][0] < MIN_SHARE * total:
                return value
            value = parts[0][1]
        return value


def _references(root: object) -> dict[str, object]:
    """Objects by the names that refer to them: the entities of an Apollo cache near the top, or streamed rows."""
    todo = [root]
    for _ in range(200):
        if not todo:
            break
        value = todo.pop(0)
        if not isinstance(value, dict):
            continue
        entities = [item for item in list(value.values())[:50] if isinstance(item, dict) and "__typename" in item]
        if "ROOT_QUERY" in value or len(entities) > 2:
            return value
        todo.extend(item for item in value.values() if isinstance(item, dict))
    return root if isinstance(root, dict) and root and all(len(key) < 9 for key in list(root)[:50]) else {}
