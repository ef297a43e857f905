"""Finds SQL that is composed from anything but constants of its own module.

The linter's rule on composed SQL is off, because column lists are constants that several queries share. This
one looks closer: what is put into an f-string that begins as SQL must come from literals, upper-case
constants, whole numbers, or from local names and arguments of private functions given such things only.
"""

from __future__ import annotations

import ast
import re

_BEGINS_AS_SQL = re.compile(
    r"^\s*(select|insert\s+into|update|delete\s+from|create|alter|drop|grant|with\s+\w+\s+as|copy|truncate"
    r"|set\s+(local|role)|merge\s+into|lock\s+table)\b",
    re.IGNORECASE,
)
_GROUND = (
    "minamoto/foundation/storage/"  # quotes names by the database's own functions, and is read with care
)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def foreign_parts(text: str, place: str) -> list[str]:
    """Return what is put into SQL and does not come from constants, with its line."""
    if _GROUND in place:
        return []
    module = ast.parse(text)
    found = []
    for function in (node for node in ast.walk(module) if isinstance(node, _Function)):
        origin = _Origin(module, function)
        found += [
            f"{node.lineno}: SQL is composed from {ast.unparse(part.value)}"
            for node in ast.walk(function)
            if isinstance(node, ast.JoinedStr) and _begins_as_sql(node)
            for part in node.values
            if isinstance(part, ast.FormattedValue) and not origin.is_constant(part.value)
        ]
    return found


def _begins_as_sql(node: ast.JoinedStr) -> bool:
    first = node.values[0]
    return isinstance(first, ast.Constant) and bool(_BEGINS_AS_SQL.match(str(first.value)))


class _Origin:
    """Tells where values within one function come from."""

    def __init__(self, module: ast.Module, function: _Function, depth: int = 0) -> None:
        self._module = module
        self._function = function
        self._depth = depth

    def is_constant(self, node: ast.AST) -> bool:
        """Tell whether an expression is made of constants alone."""
        if isinstance(node, ast.Name):
            return _is_upper(node.id) or self._is_bound_to_constants(node.id)
        if isinstance(node, ast.Constant) or (isinstance(node, ast.Attribute) and _is_upper(node.attr)):
            return True
        parts = _parts(node)
        return parts is not None and all(self.is_constant(each) for each in parts)

    def _is_bound_to_constants(self, name: str) -> bool:
        sources = [*self._assigned(name), *self._looped(name)]
        if name in self._parameters():
            given = self._given(name)
            return bool(given) and not sources and all(given)
        return bool(sources) and all(self.is_constant(each) for each in sources)

    def _assigned(self, name: str) -> list[ast.AST]:
        return [
            node.value
            for node in ast.walk(self._function)
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name) and target.id == name
        ]

    def _looped(self, name: str) -> list[ast.AST]:
        """What a loop binds the name to: the whole of what it runs over, or the name's place in each row."""
        found: list[ast.AST] = []
        for node in ast.walk(self._function):
            if not isinstance(node, ast.For | ast.comprehension):
                continue
            if isinstance(node.target, ast.Name) and node.target.id == name:
                found.append(node.iter)
            if isinstance(node.target, ast.Tuple) and isinstance(node.iter, ast.Tuple | ast.List):
                names = [each.id if isinstance(each, ast.Name) else "" for each in node.target.elts]
                rows = [row for row in node.iter.elts if isinstance(row, ast.Tuple)]
                found += [row.elts[names.index(name)] for row in rows if name in names]
        return found

    def _parameters(self) -> list[str]:
        arguments = self._function.args
        return [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]

    def _given(self, name: str) -> list[bool]:
        """For each call of a private function of this module: whether the argument is constant there."""
        if not self._function.name.startswith("_") or self._depth > 1:
            return []
        positional = [each.arg for each in self._function.args.args]
        place = positional.index(name) if name in positional else len(self._parameters()) + 1
        return [
            _Origin(self._module, caller, self._depth + 1).is_constant(argument)
            for caller in (node for node in ast.walk(self._module) if isinstance(node, _Function))
            for call in ast.walk(caller)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == self._function.name
            for argument in [*call.args[place : place + 1], *_keyword(call, name)]
        ]


def _is_upper(name: str) -> bool:
    return name.strip("_").isupper()


def _parts(node: ast.AST) -> list[ast.expr] | None:
    """Return what an expression is put together from; nothing when that cannot be told."""
    match node:
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            return [one, other]
        case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return parts
        case (
            ast.FormattedValue(value=one)
            | ast.Subscript(value=one)
            | ast.GeneratorExp(elt=one)
            | ast.ListComp(elt=one)
        ):
            return [one]
        case ast.Call(func=ast.Name(id="int")):
            return []
        case ast.Call(func=ast.Attribute(value=text), args=arguments):
            return [text, *arguments]
    return None


def _keyword(call: ast.Call, name: str) -> list[ast.expr]:
    return [each.value for each in call.keywords if each.arg == name]
