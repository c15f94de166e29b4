"""A numpy or pandas value is in the result: arrays, frames and most numpy numbers are not JSON.

```py
import numpy as np


def lambda_handler(event, context):
    return {"values": np.array(event["values"])}  # error: [HL210]
```

```py fixed
import numpy as np


def lambda_handler(event, context):
    return {"values": np.array(event["values"]).tolist()}
```

``tolist``, ``to_dict`` and ``numpy.float64`` (a float) are fine.

```py
import numpy as np


def lambda_handler(event, context):
    return {"mean": np.float64(1.5), "values": np.array(event["values"]).tolist()}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..serializability import reports
from ..source import Source

CODE = "HL210"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
