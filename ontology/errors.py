"""The errors that whobacks raises: one base, few leaves, each message says the cure."""

from __future__ import annotations

__all__ = [
    "ActorTableError",
    "InputError",
    "ModelError",
    "QueryError",
    "QuestionError",
    "StoreError",
    "VocabularyError",
    "WhobacksError",
]


class WhobacksError(Exception):
    """Base of everything that whobacks raises on purpose."""


class InputError(WhobacksError):
    """An input that cannot be read: the message names the file, the place in it and the cure."""

    def __init__(self, message: str, *, path: str = "", line: int | None = None) -> None:
        """Keep the place beside the text: ``path`` as given, ``line`` counted from 1."""
        place = f"{path}:{line}" if line is not None else path
        super().__init__(f"{place}: {message}" if place else message)
        self.path, self.line, self.reason = path, line, message

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with the place intact."""
        return _input_error, (self.reason, self.path, self.line)


def _input_error(reason: str, path: str, line: int | None) -> InputError:
    return InputError(reason, path=path, line=line)


class ActorTableError(InputError):
    """A row of an actors or roles table that breaks a rule of the table."""


class VocabularyError(WhobacksError):
    """A relation, status or theatre that the vocabulary does not hold."""


class ModelError(WhobacksError):
    """A model file that is missing, corrupted or of another version."""


class StoreError(WhobacksError):
    """A dataset that cannot be opened, read or written."""


class QueryError(WhobacksError):
    """A SPARQL query that is refused, broken, or stopped by a limit."""


class QuestionError(WhobacksError):
    """A question that the grammar does not cover, or a name in it that fits several actors."""

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        """Keep the near forms or the actors to choose from."""
        super().__init__(message)
        self.candidates = candidates
