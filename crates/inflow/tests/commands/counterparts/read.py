"""Reads files of every format by programs that others made, and prints what they hold as JSON."""

import glob
import json
import os
import sys

import duckdb
import openpyxl
import pandas

folder = sys.argv[1]


def files(name):
    return sorted(glob.glob(os.path.join(folder, name, "*")))


def frames(name, **options):
    return pandas.concat([pandas.read_csv(file, **options) for file in files(name)])


def spreadsheet():
    rows = openpyxl.load_workbook(files("xlsx")[0])["volumes"].iter_rows(values_only=True)
    header = list(next(rows))
    rows = list(rows)
    starts = [row[header.index("interval_start")] for row in rows]
    assert all(start.minute in (0, 15, 30, 45) for start in starts), "times are dates"
    return sum(row[header.index("offered")] for row in rows)


def sum_of(table):
    return int(duckdb.sql(f"SELECT sum(offered) FROM {table}").fetchall()[0][0])


def lake(name):
    pattern = os.path.join(folder, "lake", "**", f"{name}.parquet")
    return f"read_parquet('{pattern}', hive_partitioning = true)"


def count(table):
    return int(duckdb.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def folders_are_right(name, instant):
    """What the folders say is what the rows say."""
    wrong = f"date <> ({instant} AT TIME ZONE 'UTC')::DATE OR integration <> 1 OR queue NOT LIKE 'calls-%'"
    assert count(f"{lake(name)} WHERE {wrong}") == 0, name


folders_are_right("volumes", "interval_start")
folders_are_right("contacts", "arrived_at")
names = duckdb.sql(f"SELECT DISTINCT integration_name FROM {lake('volumes')}").fetchall()
assert names == [("acme",)], names
per_day = duckdb.sql(
    f"SELECT sum(offered) FROM {lake('volumes')} FULL JOIN (SELECT queue, date, count(*) AS contacts FROM "
    f"{lake('contacts')} GROUP BY ALL) AS arrived USING (queue, date) GROUP BY queue, date, contacts "
    "HAVING sum(offered) IS DISTINCT FROM contacts"
).fetchall()
assert per_day == [], "each day has as many contacts as were offered"
amazon = frames("amazon-connect")
assembled = frames("assembled", parse_dates=["created_at"])
assert assembled["created_at"].dt.year.between(2000, 2100).all(), "times are read as such"
print(
    json.dumps(
        {
            "injixo": int(frames("injixo", sep=";")["Offered"].sum()),
            "genesys-cloud": int(frames("genesys-cloud")["Offered"].sum()),
            "calabrio": int(frames("calabrio", sep=";", header=None)[5].sum()),
            "amazon-connect": int(amazon[amazon["IntervalDuration"] == "15mins"]["IncomingContactVolume"].sum()),
            "amazon-connect days": int(amazon[amazon["IntervalDuration"] == "daily"]["IncomingContactVolume"].sum()),
            "xlsx": spreadsheet(),
            "csv": sum_of(f"read_csv('{files('csv')[0]}')"),
            "parquet": sum_of(f"read_parquet('{files('parquet')[0]}')"),
            "dataset": sum_of(lake("volumes")),
            "dataset of contacts": count(lake("contacts")),
            "assembled": int(assembled["import_id"].nunique()),
        }
    )
)
