"""Workers and guests of the Docker engine's tests; this folder is copied into an image of their own."""
