"""The door of the process: `python -I …/__main__.py FILE first|second` loads this folder as a package, and no more."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from child.process import main  # noqa: PLC0415, found only by the path above

    del sys.path[0]
    main(*sys.argv[1:])
