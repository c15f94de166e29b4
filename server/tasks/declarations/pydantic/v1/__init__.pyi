from pydantic import AnyHttpUrl as AnyHttpUrl, AnyUrl as AnyUrl, EmailStr as EmailStr, HttpUrl as HttpUrl
from pydantic import SecretBytes as SecretBytes, SecretStr as SecretStr, ValidationError as ValidationError
from pydantic.main import BaseModel as BaseModel
