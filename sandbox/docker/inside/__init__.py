"""What is copied into the image beside the program: `tidy.py` while it is built, `trial.py` for the doctor."""
