"""Pages of the furniture itself: the choice of display and the living component page."""
