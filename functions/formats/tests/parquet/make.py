"""Makes the Parquet files beside it: python make.py, with pyarrow 18 or later.

`types.jsonl` is written by hand: what the rows of `types.parquet` are in JSON.
"""

from datetime import date, datetime, time, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
UTC = timezone.utc
TEN = datetime(2026, 11, 24, 10)


def types():
    when = pa.timestamp("us", "UTC")
    struct = pa.struct([("x", pa.int64()), ("y", pa.string()), ("when", when)])
    element = pa.struct([("n", pa.string()), ("v", pa.list_(pa.int8()))])
    last_of_1969 = datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    return pa.table({
        "b": pa.array([True, None]),
        "i": pa.array([1, 2], pa.int32()),
        "u": pa.array([2**64 - 1, 1], pa.uint64()),
        "f": pa.array([1.5, float("nan")]),
        "f32": pa.array([0.1, 2], pa.float32()),
        "s": ['a"é\n', None],
        "bin": pa.array([b"text", b"\xff\x00\x01"]),
        "dec": pa.array([Decimal("-12.30"), Decimal("0.05")], pa.decimal128(10, 2)),
        "date": pa.array([date(2026, 11, 24), date(1969, 12, 31)]),
        "time_ms": pa.array([time(10), time(10, 0, 0, 5000)], pa.time32("ms")),
        "time_us": pa.array([time(10), time(10, 0, 0, 5)], pa.time64("us")),
        "ms": pa.array([TEN, TEN.replace(microsecond=123000)], pa.timestamp("ms")),
        "us_utc": pa.array([TEN.replace(tzinfo=UTC), last_of_1969], when),
        "ns": pa.array([1795500000000000001, 1795500000000000000], pa.timestamp("ns")),
        "st": pa.array([{"x": 1, "y": None, "when": TEN.replace(tzinfo=UTC)}, None], struct),
        "li": pa.array([[1, None, 3], []], pa.list_(pa.int64())),
        "ls": pa.array([[{"n": "a", "v": [1]}, {"n": "b", "v": None}], None], pa.list_(element)),
        "m": pa.array([[("k", "v"), ("k.2", None)], None], pa.map_(pa.string(), pa.string())),
        "nothing": pa.array([None, None], pa.string()),
    })


def rows(count):
    return pa.table({"n": range(count), "text": [f"record {n}" for n in range(count)]})


pq.write_table(types(), HERE / "types.parquet", compression="snappy", version="2.6")
for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    pq.write_table(rows(3), HERE / f"{codec}.parquet", compression=codec)
pq.write_table(rows(300), HERE / "groups.parquet", compression="zstd",
               row_group_size=100, data_page_size=256)
pq.write_table(rows(300).slice(0, 0), HERE / "no-rows.parquet")
