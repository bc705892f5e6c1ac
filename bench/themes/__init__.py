"""The topic engine against its peers: the same texts, the same scores, one process and one thread for each run."""
