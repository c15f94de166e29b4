from typing import Any
class UserAgent:
    is_mobile: bool
    is_tablet: bool
    is_pc: bool
    is_bot: bool
    browser: Any
    os: Any
    device: Any
    ua_string: str
    def __getattr__(self, name): ...
def parse(user_agent_string) -> UserAgent: ...
