"""Adds up a published council spending file by itself, to be compared with what the import reads.

Usage: python3 council-spend-total.py FILE...   prints one line of JSON per file.
Each row is rounded to whole pence, half away from zero, before it is added.
"""

import csv
import io
import json
import sys
from decimal import ROUND_HALF_UP, Decimal


def text_of(path):
    data = open(path, 'rb').read()
    try:
        return data.decode('utf-8-sig')
    except UnicodeDecodeError:
        return data.decode('cp1252')


def pence_of(amount):
    pounds = Decimal(amount.strip().replace(',', '').replace('£', ''))
    return int((pounds * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def add_up(path):
    rows = csv.reader(io.StringIO(text_of(path), newline=''))
    header = [name.strip().lower() for name in next(rows)]
    at = header.index('amount')
    count = total = skipped = 0
    for row in rows:
        filled = [index for index, cell in enumerate(row) if cell.strip()]
        # Blank rows, total rows and rows of no pence are no spend.
        if not filled or filled == [at] or pence_of(row[at]) == 0:
            skipped += 1
            continue
        count += 1
        total += pence_of(row[at])
    return {'file': path, 'rows': count, 'total_pence': total, 'skipped': skipped}


for path in sys.argv[1:]:
    print(json.dumps(add_up(path)))
