"""Turn a catalogue of earthquakes into rates by cell.

    python data/hazards/build_seismicity.py CATALOGUE.csv

The input is a CSV file of USGS ComCat with all earthquakes of the world from M 6, 1900 to 2023, as its search page
gives it (https://earthquake.usgs.gov/earthquakes/search/). Needs routeplan itself, which has the method:
``routeplan.seabed.seismicity``.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from routeplan.seabed.earthquakes import read_comcat
from routeplan.seabed.seismicity import derive_seismicity

OUTPUT = Path(__file__).with_name("seismicity.csv")


def main(path: Path) -> None:
    """Read, count, write."""
    cells = derive_seismicity(read_comcat(path), source=path.name).table()
    cells.to_csv(OUTPUT, index=False, lineterminator="\n")
    digest = hashlib.sha256(OUTPUT.read_bytes()).hexdigest()
    print(f"{OUTPUT.name}: {len(cells)} cells, {OUTPUT.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
