"""What runs beside a problem's own code to compare its reference with a mutant: in a box and in its judge."""
