class TwilioException(Exception): ...
class TwilioRestException(TwilioException):
    status: int
    uri: str
    msg: str
    code: int | None
