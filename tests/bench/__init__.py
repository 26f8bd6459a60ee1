"""What is promised in numbers, measured: `make bench` prints every bar beside what this machine does."""
