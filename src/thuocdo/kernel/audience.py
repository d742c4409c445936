"""Who may open an address (đối tượng được mở trang), as every room declares it in its `web/audience.py`."""

from __future__ import annotations

from dataclasses import dataclass

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who may open an address, and what it is about.

    `public` is the reason why visitors may open it; `verbs` (`room.verb`) of which one must be held somewhere (none:
    everybody who signed in), `acts` those of which one is needed to send its form. `about` is the kind of thing that
    the address names ("" none, "unit", "document", "plan", "occurrence", "person", ...), `key` the argument of the
    address that holds its key, and `others` what somebody else's thing answers: 404 where even its existence is not
    told, 403 where it is known, 200 where it may be read by all who may open the page.
    """

    public: str = ""
    verbs: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    about: str = ""
    key: str = "pk"
    others: int = 404

    def needed(self, method: str) -> frozenset[str]:
        """Verbs of which one is needed for a request; none when everybody signed in may send it."""
        return self.verbs if method in SAFE_METHODS else self.acts or self.verbs


def public(why: str) -> Audience:
    """Anybody may open it, for this reason."""
    return Audience(public=why)


def signed_in(*, about: str = "", key: str = "pk", acts: tuple[str, ...] = (), others: int = 404) -> Audience:
    """Everybody who signed in may open it."""
    return Audience(about=about, key=key, acts=frozenset(acts), others=others)


def having(*verbs: str, about: str = "", key: str = "pk", acts: tuple[str, ...] = (), others: int = 404) -> Audience:
    """Whoever has one of the verbs at some unit may open it; `acts` are the verbs of its form, when they differ."""
    return Audience(verbs=frozenset(verbs), acts=frozenset(acts), about=about, key=key, others=others)
