"""The default event takes the first route of the routers that an application takes in, in its module or in another."""

import json
from pathlib import Path

import pytest

from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.source import Source, parse
from handlerlens.events.choice import default_suggestion

APP = """from aws_lambda_powertools.event_handler import APIGatewayRestResolver
{imports}
app = APIGatewayRestResolver()
app.include_router({router})


def handler(event, context):
    return app.resolve(event, context)
"""
TODOS = """from aws_lambda_powertools.event_handler.router import APIGatewayRouter

router = APIGatewayRouter()


@router.post("/todos/<todo_id>")
def change(todo_id):
    return {"title": router.current_event.json_body["title"]}
"""
FROM_PACKAGE = "from routes import router"
TAKES = 'from .todos import router\nfrom .users import router as other\nrouter.include_router(other, prefix="/u")\n'


def sent(folder: Path, files: dict[str, str]) -> tuple[str, str]:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    source = parse(folder / "app.py", files["app.py"])
    (handler,) = [found for found in find_handlers(source) if found.name == "handler"]
    event = json.loads(default_suggestion(source, handler).text)
    return event["httpMethod"], event["path"]


@pytest.mark.parametrize(
    ("imports", "router", "others", "expected"),
    [
        ("import todos", "todos.router", {"todos.py": TODOS}, ("POST", "/todos/42")),
        ("from todos import router as todo", 'todo, prefix="/v1"', {"todos.py": TODOS}, ("POST", "/v1/todos/42")),
        ("from routes import todos", "todos.router", {"routes/todos.py": TODOS}, ("POST", "/todos/42")),
        (
            FROM_PACKAGE,
            "router",
            {"routes/__init__.py": "from .todos import router\n", "routes/todos.py": TODOS},
            ("POST", "/todos/42"),
        ),
        # one that takes in another one, and has no route of its own
        (
            FROM_PACKAGE,
            "router, prefix='/v2'",
            {
                "routes/__init__.py": TAKES.replace("from .todos import router", "router = object()"),
                "routes/users.py": TODOS,
            },
            ("POST", "/v2/u/todos/42"),
        ),
        (TODOS.replace("/todos", "/own"), "router", {}, ("POST", "/own/42")),
        # near misses: nothing there, nothing of that name, no Python, itself
        ("import nothing", "nothing.router", {}, ("POST", "/path/to/resource")),
        ("import todos", "todos.other", {"todos.py": TODOS}, ("POST", "/path/to/resource")),
        ("import todos", "todos.router", {"todos.py": "def ("}, ("POST", "/path/to/resource")),
        ("from app import app as router", "router", {}, ("POST", "/path/to/resource")),
    ],
)
def test_routers(imports: str, router: str, others: dict[str, str], expected: tuple[str, str], tmp_path: Path) -> None:
    app = APP.format(imports=imports, router=router)
    found = sent(tmp_path, {"app.py": app, **others})
    if expected == ("POST", "/path/to/resource"):
        expected = sent(tmp_path, {"app.py": APP.format(imports="", router="").replace("app.include_router()\n", "")})
    assert found == expected


def body(source: Source) -> dict[str, object]:
    """The default event's body."""
    (handler,) = [found for found in find_handlers(source) if found.name == "handler"]
    found: dict[str, object] = json.loads(json.loads(default_suggestion(source, handler).text)["body"])
    return found


def test_what_a_route_of_another_module_reads(tmp_path: Path) -> None:
    todos = tmp_path / "todos.py"
    todos.write_text(TODOS + "\n\ndef title(event):\n    return event['elsewhere']\n", encoding="utf-8")
    text = APP.format(imports="import todos", router="todos.router")
    source = parse(tmp_path / "app.py", text)
    assert list(body(source)) == ["title"]
    todos.write_text(TODOS.replace('["title"]', '["due"]'), encoding="utf-8")
    source.cache.clear()
    assert list(body(source)) == ["due"], "the other module's text counts"


def test_the_model_of_a_route_of_another_module(tmp_path: Path) -> None:
    routes = """
from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter()


class Order(BaseModel):
    sku: str
    count: int


@router.post("/orders")
def create(order: Order):
    return {"sku": order.sku}
"""
    (tmp_path / "orders.py").write_text(routes, encoding="utf-8")
    text = "from fastapi import FastAPI\nfrom mangum import Mangum\nimport orders\n\napp = FastAPI()\n"
    text += "app.include_router(orders.router)\nhandler = Mangum(app)\n"
    assert body(parse(tmp_path / "app.py", text)).keys() == {"sku", "count"}
