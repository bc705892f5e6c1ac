"""What themes learn from a drafter, who is played by the labels of corpora that people have coded."""
