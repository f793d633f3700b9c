"""`backstep ops`, `datasets`, `optimizers`, `schedules`: what exists, with parameters and defaults."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.cli.output import AsJson, print_json
from engine.data.settings import Choice, Named
from engine.data.sources.spec import DATASETS
from engine.ops.registry import registry
from engine.ops.spec import Op
from engine.training.optimizers import OPTIMIZERS
from engine.training.schedules import SCHEDULES


def ops(json: AsJson = False) -> None:
    """All ops with their ports and parameters."""
    _print({name: _op_schema(op) for name, op in registry().items()}, json)


def datasets(json: AsJson = False) -> None:
    """All data sets with their settings."""
    _print(_choice_schemas(DATASETS), json)


def optimizers(json: AsJson = False) -> None:
    """All optimizers with their settings."""
    _print(_choice_schemas(OPTIMIZERS), json)


def schedules(json: AsJson = False) -> None:
    """All learning-rate schedules with their settings."""
    _print(_choice_schemas(SCHEDULES), json)


def _op_schema(op: type[Op[Any]]) -> dict[str, Any]:
    """JSON Schema of an op's parameters, with what else a graph file has to know of it."""
    schema = op.Params.model_json_schema()
    ports = [{"name": port.name, "description": port.description} for port in op.from_values({}).ports]
    return {**schema, "title": op.name, "description": op.doc, "category": op.category.title, "ports": ports}


def _choice_schemas(choice: Choice[Any]) -> dict[str, dict[str, Any]]:
    return {name: {**_schema(member), "title": name} for name, member in choice.classes.items()}


def _schema(member: type[Named]) -> dict[str, Any]:
    return member.model_json_schema()


def _print(schemas: Mapping[str, Mapping[str, Any]], json: bool) -> None:
    if json:
        print_json(dict(schemas))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for name, schema in schemas.items():
        first_line = str(schema.get("description", "")).partition("\n")[0]
        console.print(Text.assemble((name, "bold"), *_ports(schema), f"  {first_line}"))
        for parameter, field in schema.get("properties", {}).items():
            if parameter != "name":
                console.print(
                    Text(f"    {parameter} = {field.get('default')!r}  {field.get('description', '')}")
                )


def _ports(schema: Mapping[str, Any]) -> Iterable[str]:
    names = ", ".join(port["name"] for port in schema.get("ports", []))
    return [f" ({names})"] if names else []
