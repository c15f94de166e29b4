"""Programs in Python for Pulumi and CDKTF: the functions that they declare, in the forms that public programs use."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from project.workspace import functions, indexed, shown, write

FILES = {
    "Pulumi.yaml": "name: parcels\nruntime: python\n",
    "cdktf.json": "{}",
    "lambdas/parcels/app.py": "",
    "infra/code/app.py": "",
}

PULUMI = "import os\nimport pulumi\nimport pulumi_aws as aws\nfrom pulumi_aws import lambda_\n"
CDKTF = (
    "import os\nfrom pathlib import Path\nfrom cdktf import AssetType, TerraformAsset, TerraformStack\n"
    "from cdktf_cdktf_provider_aws.lambda_function import LambdaFunction, LambdaFunctionEnvironment\n"
)


def declared(root: Path, head: str, body: str, file: str = "infra/main.py") -> dict[str, FunctionConfig]:
    """The functions that a program declares."""
    write(root, FILES)
    return functions(root / file, head + dedent(body))


PULUMI_CODE = {
    "a folder": ('pulumi.FileArchive("lambdas/parcels")', "lambdas/parcels"),
    "a folder, with a dot": ('pulumi.FileArchive("./lambdas/parcels/")', "lambdas/parcels"),
    "a folder beside the program": ('pulumi.FileArchive("./code")', "infra/code"),
    "a folder in an archive": ('pulumi.AssetArchive({".": pulumi.FileArchive("lambdas/parcels")})', "lambdas/parcels"),
    "the same, written otherwise": ('pulumi.AssetArchive({"./": pulumi.FileArchive(folder)})', "lambdas/parcels"),
    "an archive bound before": ("archive", "lambdas/parcels"),
    "one file": (
        'pulumi.AssetArchive({"app.py": pulumi.FileAsset("lambdas/parcels/app.py")})',
        "lambdas/parcels",
    ),
    "a path made of parts": (
        'pulumi.FileArchive(os.path.join(os.path.dirname(__file__), "..", "lambdas", "parcels"))',
        "lambdas/parcels",
    ),
    "an archive made elsewhere": ('pulumi.FileArchive("./parcels.zip")', None),
    "nobody knows": ("given", None),
}


@pytest.mark.parametrize(("code", "folder"), PULUMI_CODE.values(), ids=PULUMI_CODE)
def test_code_of_pulumi(tmp_path: Path, code: str, folder: str | None) -> None:
    body = f"""
        folder = "lambdas/parcels"
        archive = pulumi.FileArchive(folder)
        fn = aws.lambda_.Function("parcels", handler="app.handler", runtime="python3.12", role=role.arn, code={code})
    """
    found = declared(tmp_path, PULUMI, body)["parcels"]
    assert found.code_root == (tmp_path / folder if folder else None)
    assert (found.handler, found.runtime, found.tool, found.inline) == ("app.handler", "python3.12", "pulumi", False)


CDKTF_CODE = {
    "an asset": ("asset.path", "lambdas/parcels"),
    "an attribute's asset": ("self.asset.path", "lambdas/parcels"),
    "an asset made in place": (
        'TerraformAsset(self, "a", path=os.path.join(os.getcwd(), "lambdas/parcels"), type=AssetType.ARCHIVE).path',
        "lambdas/parcels",
    ),
    "an archive": ('"lambdas/parcels.zip"', None),
    "an archive by its path": ('os.path.join(os.path.dirname(__file__), "lambda", "parcels.zip")', None),
}


@pytest.mark.parametrize(("filename", "folder"), CDKTF_CODE.values(), ids=CDKTF_CODE)
def test_code_of_cdktf(tmp_path: Path, filename: str, folder: str | None) -> None:
    body = f"""
        class Parcels(TerraformStack):
            def __init__(self, scope, id):
                code = Path("lambdas/parcels")
                asset = TerraformAsset(self, "code", path=str(code), type=AssetType.ARCHIVE)
                self.asset = TerraformAsset(self, "code2", path="lambdas/parcels", type=AssetType.ARCHIVE)
                LambdaFunction(self, "parcels", function_name="p", handler="app.handler", runtime="python3.11", filename={filename})
    """
    found = declared(tmp_path, CDKTF, body)["parcels"]
    assert found.code_root == (tmp_path / folder if folder else None)
    assert (found.handler, found.runtime, found.tool) == ("app.handler", "python3.11", "cdktf")


SETTINGS = {
    "Pulumi, classes": (
        PULUMI,
        """
        fn = lambda_.Function("parcels", handler="app.handler", runtime=lambda_.Runtime.PYTHON3D12, timeout=30, memory_size=512,
            architectures=["arm64"], code=pulumi.FileArchive("lambdas/parcels"),
            environment=lambda_.FunctionEnvironmentArgs(variables={"MODE": "fast", "TABLE": table.name}))
        """,
    ),
    "Pulumi, mappings": (
        PULUMI,
        """
        fn = aws.lambda_.Function(resource_name="parcels", handler="app.handler", runtime="python3.12", timeout=30, memory_size=512,
            architectures=["arm64"], code=pulumi.FileArchive("lambdas/parcels"),
            environment={"variables": {"MODE": "fast", "TABLE": table.name}})
        """,
    ),
    "CDKTF, bound before": (
        CDKTF,
        """
        class Parcels(TerraformStack):
            def __init__(self, scope, id):
                asset = TerraformAsset(self, "code", path="lambdas/parcels", type=AssetType.ARCHIVE)
                variables = LambdaFunctionEnvironment(variables={"MODE": "fast", "TABLE": table.name})
                fn = LambdaFunction(self, id_="parcels", handler="app.handler", runtime="python3.12", timeout=30, memory_size=512,
                    architectures=["arm64"], filename=asset.path, environment=variables)
        """,
    ),
}


@pytest.mark.parametrize(("head", "body"), SETTINGS.values(), ids=SETTINGS)
def test_settings(tmp_path: Path, head: str, body: str) -> None:
    found = declared(tmp_path, head, body)["parcels"]
    assert found.code_root == tmp_path / "lambdas" / "parcels"
    assert (found.runtime, found.timeout, found.memory, found.architecture) == ("python3.12", 30, 512, "arm64")
    assert found.environment == {"MODE": "fast", "TABLE": Unresolved("table.name")}
    assert not found.environment_open


def test_where_the_handler_stands(tmp_path: Path) -> None:
    head = 'fn = aws.lambda_.Function("parcels", handler="app.handler", runtime="python3.12", code=x,'
    body = head + '\n    environment={"variables": {"MODE": "1"}})'
    found = declared(tmp_path, PULUMI, body)["parcels"]
    text = (PULUMI + body).splitlines()
    for name, value in (("Handler", "app.handler"), ("Runtime", "python3.12"), ("Environment.MODE", '"MODE"')):
        place = found.positions[name]
        assert text[place.line - 1][place.column : place.end_column] == value


def test_callers(tmp_path: Path) -> None:
    body = """
        fn = aws.lambda_.Function("parcels", handler="app.handler", runtime="python3.12", code=x)
        aws.lambda_.EventSourceMapping("m", event_source_arn=queue.arn, function_name=fn.arn)
        aws.lambda_.Permission("p", action="lambda:InvokeFunction", function=fn.name, principal="s3.amazonaws.com")
    """
    found = declared(tmp_path, PULUMI, body)["parcels"]
    assert {source.kind for source in found.events} == {"sqs", "s3"}


def test_code_in_the_program_is_inline(tmp_path: Path) -> None:
    body = """
        fn = aws.lambda_.Function("parcels", handler="index.handler", runtime="python3.12",
            code=pulumi.AssetArchive({"index.py": pulumi.StringAsset(text)}))
    """
    assert declared(tmp_path, PULUMI, body)["parcels"].inline


def test_a_component_of_another_file(tmp_path: Path) -> None:
    component = """
        class Job(pulumi.ComponentResource):
            def __init__(self, name, folder, opts=None):
                super().__init__("parcels:Job", name, {}, opts)
                self.fn = aws.lambda_.Function(
                    f"{name}-job",
                    handler="job.run",
                    runtime="python3.12",
                    code=pulumi.AssetArchive({".": pulumi.FileArchive(folder)}),
                )
    """
    index = indexed(
        tmp_path,
        {
            "Pulumi.yaml": "name: parcels\n",
            "__main__.py": "import pulumi\nfrom component import Job\n"
            'Job("nightly", "jobs/nightly")\nJob("hourly", folder="jobs/hourly")\n',
            "component.py": PULUMI + dedent(component),
            "jobs/nightly/job.py": "def run(a, b): ...",
            "jobs/hourly/job.py": "def run(a, b): ...",
        },
    )
    assert shown(index) == {"jobs/hourly/job.py:run": "declared", "jobs/nightly/job.py:run": "declared"}


def test_an_archive_made_elsewhere_is_of_the_file_that_fits(tmp_path: Path) -> None:
    index = indexed(
        tmp_path,
        {
            "infra/__main__.py": PULUMI
            + 'aws.lambda_.Function("orders", handler="orders.run", runtime="python3.12", code=pulumi.FileArchive("../orders.zip"))\n',
            "src/orders.py": "def run(a, b): ...",
        },
    )
    assert shown(index) == {"src/orders.py:run": "declared"}


OTHERS = {
    "of Alibaba": (
        "import pulumi_alicloud as alicloud\n",
        'alicloud.fc.Function("f", handler="app.handler", runtime="python3", filename="lambdas/parcels")',
    ),
    "of Google": (
        "from pulumi_gcp import cloudfunctions\n",
        'cloudfunctions.Function("f", handler="app.handler", runtime="python312", code="lambdas/parcels")',
    ),
    "of Terraform's Alibaba": (
        "import cdktf\nfrom cdktf_cdktf_provider_alicloud.fc_function import FcFunction\n",
        'FcFunction(self, "f", handler="app.handler", runtime="python3", filename="lambdas/parcels")',
    ),
}


@pytest.mark.parametrize(("head", "body"), OTHERS.values(), ids=OTHERS)
def test_functions_of_another_cloud(tmp_path: Path, head: str, body: str) -> None:
    assert declared(tmp_path, "import pulumi\n" + head, body) == {}


def test_the_native_library_of_pulumi(tmp_path: Path) -> None:
    body = 'native.lambda_.Function("f", handler="app.handler", runtime="python3.12", code=x)'
    assert set(declared(tmp_path, "import pulumi_aws_native as native\n", body)) == {"f"}
