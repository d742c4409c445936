"""Who may open the furniture's own pages."""

from thuocdo.kernel.audience import public, signed_in

AUDIENCES = {
    "display": public("colours and density are kept in the visitor's own cookie"),
    "language": public("the language is kept in the visitor's own cookie"),
    "kit": signed_in(),
}
