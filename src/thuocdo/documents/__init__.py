"""Official papers (văn bản): received, read, confirmed, cited."""
