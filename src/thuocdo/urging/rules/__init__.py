"""Pure rules of urging: the ladder, when a message may go out, how it is said."""
