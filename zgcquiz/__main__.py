"""`python -m zgcquiz`."""

from zgcquiz.cli.main import main

if __name__ == "__main__":
    main()
