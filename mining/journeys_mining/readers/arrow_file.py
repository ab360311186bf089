"""Arrow's own files and streams, which the data engine does not open: copied as Parquet."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from journeys.errors import InputError


def arrow_as_parquet(path: Path, name: str, folder: Path) -> Path:
    """A copy in `folder`, made batch by batch.

    Raises
    ------
    InputError
        The file is damaged or cut off.
    """
    copy = folder / f"{len(list(folder.iterdir()))}-{path.stem}.parquet"
    try:
        with pa.memory_map(str(path)) as source:
            schema, batches = _batches(source)
            with parquet.ParquetWriter(copy, schema) as target:
                for batch in batches:
                    target.write_batch(batch)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"the Arrow file cannot be read: {str(error).splitlines()[0]}",
            where=name,
            remedy="export or copy it again",
        ) from error
    return copy


def _batches(source: pa.NativeFile) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    try:
        file = pa.ipc.open_file(source)
    except pa.ArrowInvalid:
        source.seek(0)
        stream = pa.ipc.open_stream(source)
        return stream.schema, iter(stream)
    return file.schema, (file.get_batch(number) for number in range(file.num_record_batches))
