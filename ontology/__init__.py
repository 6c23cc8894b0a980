"""The vocabulary and the actors: data files and the modules that read them."""
