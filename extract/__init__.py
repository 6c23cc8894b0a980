"""From articles to claims: readers and spaCy components."""
