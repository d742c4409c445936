"""A language model that may propose further items of a paper (trợ lý ngôn ngữ); off unless one is named."""
