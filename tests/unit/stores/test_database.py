"""Several that make tables or write at the same time wait for each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from limber.stores.database import alone, create_tables, open_engine

AT_ONCE = 8


def at_once(step: Callable[[], object]) -> list[BaseException]:
    """Run a step in several threads that begin together; what it raised."""
    raised: list[BaseException] = []
    together = threading.Barrier(AT_ONCE)

    def run() -> None:
        together.wait()
        try:
            step()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_tables_are_made_once_by_whoever_comes_first(tmp_path: Path) -> None:
    tables = sa.MetaData()
    for number in range(20):
        sa.Table(f"t{number}", tables, sa.Column("id", sa.Integer, primary_key=True))

    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    try:
        assert at_once(lambda: create_tables(engine, tables)) == []
        assert len(sa.inspect(engine).get_table_names()) == 20
    finally:
        engine.dispose()


def test_who_reads_before_writing_loses_no_count(tmp_path: Path) -> None:
    table = sa.Table("counts", sa.MetaData(), sa.Column("count", sa.Integer))
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    create_tables(engine, table.metadata)
    with engine.begin() as connection:
        connection.execute(table.insert().values(count=0))

    def count() -> None:
        for _ in range(10):
            with engine.begin() as connection:
                alone(connection, "counts")
                before = connection.execute(sa.select(table.c.count)).scalar()
                connection.execute(table.update().values(count=before + 1))

    try:
        assert at_once(count) == []
        with engine.connect() as connection:
            assert connection.execute(sa.select(table.c.count)).scalar() == 10 * AT_ONCE
    finally:
        engine.dispose()
