"""Asks the questions of a document, whose SQL reads `lake/`, and prints how many rows each answer has."""

import json
import re
import sys

import duckdb

document, lake = sys.argv[1:]
with open(document, encoding="utf-8") as text:
    blocks = re.findall(r"^## (\d+)\..*?^```sql\n(.*?)^```", text.read(), re.MULTILINE | re.DOTALL)
print(json.dumps({number: len(duckdb.sql(sql.replace("'lake/", f"'{lake}/")).fetchall()) for number, sql in blocks}))
