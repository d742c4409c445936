"""Who may open the addresses of outside systems."""

from thuocdo.core.audience import public

AUDIENCES = {
    "start": public("the door itself, by single sign-on"),
    "callback": public("where the provider sends people back; without a state of their own nobody gets in"),
}
