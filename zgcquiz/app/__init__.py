"""Use cases. Each takes an `AppContext`, does one thing, and returns a result to render."""

import sys

# msgspec prefers typing_extensions for what typing has, and loading that takes as long as loading msgspec.
_NAME = "typing_extensions"
if _NAME not in sys.modules:
    sys.modules[_NAME] = None  # type: ignore[assignment]  # importing it fails, so that msgspec turns to typing
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules[_NAME]
