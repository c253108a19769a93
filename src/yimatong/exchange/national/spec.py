"""The printed interface as values: transactions, nodes, fields and code tables, read once from the packaged `spec.json`."""

from importlib.resources import files

import msgspec


class FieldSpec(msgspec.Struct, frozen=True, array_like=True):
    """One field. `length` is "30" characters or "16,2" digits and decimals, "" unlimited; `table` names a code table, "" none."""

    name: str
    label: str
    kind: str
    length: str
    table: str
    required: bool

    @property
    def digits(self) -> int:
        """All digits of a number, those after the point included; 18 where the edition prints none."""
        return int(self.length.split(",")[0]) if self.length else 18

    @property
    def decimals(self) -> int:
        """Digits after the point; a number is carried as an integer scaled by ten to this power (16,2 is fen)."""
        return int(self.length.partition(",")[2] or 0)


class NodeSpec(msgspec.Struct, frozen=True):
    """A named node of input or output. The name "" means that the fields lie directly there."""

    name: str
    many: bool
    fields: tuple[FieldSpec, ...]


class TransactionSpec(msgspec.Struct, frozen=True):
    """One transaction (交易). `file_columns` are the columns of a downloaded text file, in order."""

    infno: str
    name: str
    editions: tuple[str, ...]
    input: tuple[NodeSpec, ...]
    output: tuple[NodeSpec, ...]
    file_columns: tuple[str, ...]


class Source(msgspec.Struct, frozen=True):
    """Where the facts come from."""

    title: str
    editions: tuple[str, ...]
    note: str


class Spec(msgspec.Struct, frozen=True):
    """Everything the interface is made of. `dictionaries` maps code table -> code -> label."""

    source: Source
    dictionaries: dict[str, dict[str, str]]
    envelope: tuple[FieldSpec, ...]
    transactions: tuple[TransactionSpec, ...]


def load() -> Spec:
    """The packaged spec. A damaged file is a bug and raises msgspec.ValidationError at start."""
    return msgspec.json.decode(files(__package__).joinpath("spec.json").read_bytes(), type=Spec)


SPEC = load()
TRANSACTIONS = {transaction.infno: transaction for transaction in SPEC.transactions}
