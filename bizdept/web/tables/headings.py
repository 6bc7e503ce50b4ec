"""Which row of a sheet holds the headings, and which rows above it belong to them: by what stands where, in points."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from statistics import median

Rows = Sequence[Sequence[str]]
Spans = Sequence[Sequence[int]]  # (row's place, first column, last column) of cells that are merged over columns
WITHIN = 30  # filled rows from the top; titles and notes stand above the headings, not a page of them
BODY = 40  # rows below that are compared
NEAR = 0.35  # points: the first row that comes so near the best one is the likeliest
NAMED = 0.7  # of the columns that hold something; so many have a heading, or two rows are not headings together
DEEPEST = 3  # rows that headings take
CLEAR = 0.2  # of the headings
WORD, SHORT, LONG = 4, 25, 100  # characters of a heading: as it often is, as it should be, as it may be
VALUED = 0.75  # of the headings; where values stand below so many, the row is the last one of words
VALUE = re.compile(r"[\d\s.,:/%¥￥$€年月日时分秒万亿元()（）+-]+|true|false|[+-]?[\d.]+e[+-]?\d+", re.IGNORECASE)
YEAR = re.compile(r"(19|20)\d\d年?")
# “printed by: …” tells of the sheet, not of a column; “case:name” and “S1:2” are headings
LABEL = re.compile(r".{1,20}(：.*|:|:\s.*|:\d{4}.*)", re.DOTALL)
BLANK = re.compile(r"[{<]\.?[\w.]*[}>]")  # a place in a form that a program fills


def is_word(cell: str) -> bool:
    return bool(cell) and not VALUE.fullmatch(cell)


def plain(cell: str) -> str:
    """A heading without width, case, blanks, stars and what is said in brackets."""
    cell = unicodedata.normalize("NFKC", cell).casefold()
    return re.sub(r"\(.*?\)|[\s*:]+", "", cell)


def candidates(rows: Rows, spans: Spans, known: Collection[str] = ()) -> list[int]:
    """The rows that may hold the headings, likeliest first, as places in `rows`; `known`: headings, made `plain`.

    Of headings in several rows it is the lowest.
    """
    points: dict[int, float] = {}
    above: set[int] = set()
    for place in range(min(len(rows) - 1, WITHIN)):
        parts = rows_of_headings(rows, spans, place)
        names = combined(rows, spans, parts)
        if may_be_headings(names, known):
            points[place] = points_of(names, rows, place, known)
            above.update(parts[:-1])
    for place in above:
        points.pop(place, None)
    if not points:
        return []
    best = max(points.values())
    first = min(place for place, found in points.items() if found >= best - NEAR)
    while is_continued(rows, spans, first, points):
        first += 1
    return [first, *sorted(points.keys() - {first}, key=lambda place: (-points[place], place))]


def is_continued(rows: Rows, spans: Spans, place: int, points: Mapping[int, float]) -> bool:
    """Whether the next row is headings rather than a record: it has words above values, and more than this one."""
    if points.get(place + 1, 0) < points[place] - NEAR:
        return False
    this, following = (
        contrast(combined(rows, spans, rows_of_headings(rows, spans, row)), rows[row + 1 : row + 1 + BODY])
        for row in (place, place + 1)
    )
    return following >= VALUED and following - this > CLEAR


def may_be_headings(names: Sequence[str], known: Collection[str]) -> bool:
    """Two words or more, and more words than values; one word alone where it is known."""
    filled = [name for name in names if name]
    words = [name for name in filled if is_word(name)]
    if len(filled) == 1:
        return plain(filled[0]) in known
    return len({plain(word) for word in words}) >= 2 and len(words) > len(filled) / 2


def points_of(names: Sequence[str], rows: Rows, place: int, known: Collection[str]) -> float:
    """How much speaks for a row as headings: about 3 for a plain list, more where headings are known."""
    body = rows[place + 1 : place + 1 + BODY]
    filled = [name for name in names if name]
    usual = median(sum(1 for cell in row if cell) for row in body)
    columns = [c for c in range(len(names)) if sum(1 for row in body if row[c]) * 3 >= len(body)]
    covered = min(1, sum(1 for c in columns if names[c]) / len(columns) / NAMED) if columns else 0
    wide = min(1, len(filled) / usual / NAMED) if usual else 0
    share = 1 / len(filled)
    words = share * sum(map(is_word, filled))
    different = share * len({plain(name) for name in filled})
    short = share * sum(1 for name in filled if len(name) <= SHORT)
    labels = share * sum(1 for name in filled if LABEL.fullmatch(name) and not name.rstrip().endswith(")"))
    blanks = share * sum(1 for name in filled if BLANK.search(name))
    expected = min(1, sum(1 for name in filled if plain(name) in known) / min(3, len(filled)))
    return (
        covered + 0.5 * wide + 1.5 * words + 0.8 * different + 0.3 * short + 0.8 * contrast(names, body)
        + 1.5 * expected - 0.6 * labels - 0.6 * blanks
    )  # fmt: skip


def contrast(names: Sequence[str], body: Rows) -> float:
    """The share of the headings below which something else stands: values below words, or much longer texts."""
    found = 0.0
    named = [c for c, name in enumerate(names) if is_word(name)]
    for column in named:
        cells = [row[column] for row in body if row[column]]
        if cells and sum(1 for cell in cells if not is_word(cell)) >= 0.7 * len(cells):
            found += 1
        elif cells and median(map(len, cells)) > 2 * max(len(names[column]), WORD):
            found += 0.5
        elif cells and not has_digit(names[column]) and all(map(has_digit, cells)):
            found += 0.25
    return found / len(named) if named else 0


def has_digit(cell: str) -> bool:
    return any(letter.isdigit() for letter in cell)


def rows_of_headings(rows: Rows, spans: Spans, place: int) -> list[int]:
    """The places of the rows that together are the headings of which `place` is the lowest."""
    parts = [place]
    while len(parts) < DEEPEST and parts[0] > 0 and is_upper(rows, spans, parts[0] - 1):
        parts.insert(0, parts[0] - 1)
    return parts


def is_upper(rows: Rows, spans: Spans, place: int) -> bool:
    """Whether the row holds headings over groups of the headings in the next row: “contact” over “name”, “phone”.

    Its words stand over columns of which the next row names at least two, or over nothing: merged downwards.
    """
    upper, lower = rows[place], rows[place + 1]
    heads = [cell for cell in upper if cell]
    if len(set(heads)) < 2 or not all(map(is_head, heads)) or not all(map(is_head, filter(None, lower))):
        return False
    merged = {first: last for row, first, last in spans if row == place}
    groups = 0
    for column, head in enumerate(upper):
        if not head:
            continue
        last = merged.get(column, end_of_group(upper, lower, column))
        if column and head == upper[column - 1]:
            continue  # the group goes on
        under = [cell for cell in lower[column : last + 1] if cell and cell != head]
        if len(under) >= 2:
            groups += 1
        elif under and not merged:
            return False  # a word over a word: a row over a row
    bodied = [column for column in range(len(upper)) if has_body(rows, place, column)]
    named = [column for column in bodied if upper[column] or lower[column]]
    return groups > 0 and len(named) >= NAMED * len(bodied)


def is_head(cell: str) -> bool:
    return (is_word(cell) or bool(YEAR.fullmatch(cell))) and len(cell) <= LONG and not LABEL.fullmatch(cell)


def end_of_group(upper: Sequence[str], lower: Sequence[str], column: int) -> int:
    """The last column of a group that no merged cell marks: blank or the same again above, named below."""
    last = column
    while last + 1 < len(upper) and lower[last + 1] and lower[column] and upper[last + 1] in ("", upper[column]):
        last += 1
    return last


def has_body(rows: Rows, place: int, column: int) -> bool:
    return any(row[column] for row in rows[place + 2 : place + 2 + BODY])


def combined(rows: Rows, spans: Spans, parts: Sequence[int]) -> list[str]:
    """The heading of each column: the words of its rows from the top, each once, a merged one over all its columns."""
    width = len(rows[parts[-1]])
    names: list[list[str]] = [[] for _ in range(width)]
    for place in parts:
        row = list(rows[place])
        if place != parts[-1]:
            for column in [c for c, cell in enumerate(row) if cell]:
                last = end_of_group(rows[place], rows[place + 1], column)
                row[column : last + 1] = [row[column]] * (last + 1 - column)
        for _place, first, last in (span for span in spans if span[0] == place):
            row[first : last + 1] = [rows[place][first]] * (min(last, width - 1) + 1 - first)
        for column, cell in enumerate(row):
            word = " ".join(cell.split())
            if word and word not in names[column]:
                names[column].append(word)
    return [" ".join(words) for words in names]
