"""Speed, memory and start-up of our reader and its peers, in one run. Knows no terminal."""
