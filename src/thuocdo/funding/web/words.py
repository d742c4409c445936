"""How states of an estimate look, and what each act of its page is called."""

from __future__ import annotations

# State -> kind of badge and icon (see the README of ui).
LOOKS = {
    "draft": ("draft", "draft"),
    "sent": ("soon", "clock"),
    "returned": ("back", "back"),
    "appraised": ("doing", "check"),
    "forwarded": ("doing", "right"),
    "decided": ("done", "check"),
    "refused": ("late", "x"),
    "withdrawn": ("unknown", "undo"),
}
