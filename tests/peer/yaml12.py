"""What an independent reader of YAML 1.2 (python3-ruamel.yaml) makes of texts that this program read or refused.

Each line of the file is a JSON array: the text's bytes in hex, and the tree that was read, or the message of the
refusal. A tree is ["p" or "q", text, number or null], ["l", items] or ["m", [[key, value], ...]]. For each line an
answer: `same`, `both refuse`, `stricter` (refused here alone, which misleads nobody), or what differs.
"""
import json
import re
import sys

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

# YAML 1.2.2, 10.3.2: the core schema. ruamel's own pattern wants a sign in the exponent of .5e+3, so it is asked
# only for what is no number by these.
INT = re.compile(r"[-+]?[0-9]+$")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")

# What YAML 1.2 has and ruamel refuses: a tab between tokens, a value right behind the colon of a quoted key; and what
# libyaml takes though it is none: a comment right behind the sign of a block text.
def mended(text):
    text = re.sub(r"""(["']):(?=\S)""", r"\1: ", text.replace("\t", " "))
    return re.sub(r"([|>][-+0-9]*)#", r"\1 #", text)


def read(text):
    """The one document's root, or why there is none."""
    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.version = (1, 2)
        documents = list(yaml.compose_all(text))
        return documents[0] if len(documents) == 1 else f"{len(documents)} documents"
    except (YAMLError, ValueError, RecursionError, AttributeError, IndexError, AssertionError, TypeError) as error:
        return f"{type(error).__name__}: {' '.join(str(error).split())[:150]}"


def number(text):
    return int(text) if INT.match(text) else float(text) if FLOAT.match(text) else None


def differ(node, tree):
    """Why the node is not what was read; None where it is."""
    kind = tree[0]
    if kind in "pq":
        if not isinstance(node, ScalarNode):
            return f"a text, or {type(node).__name__}"
        if node.value != tree[1]:
            return f"the text {tree[1]!r}, or {node.value!r}"
        if (node.style is None) != (kind == "p"):
            return f"quoted or not: {tree[1]!r}"
        if kind == "p" and tree[2] is not None and number(node.value) != tree[2]:
            return f"the number {tree[2]!r}, or {node.value!r}"
        if kind == "p" and tree[2] is None and node.tag.endswith((":int", ":float")) and simple(node.value):
            return f"no number, or {node.value!r}"
        return None
    if kind == "l":
        if not isinstance(node, SequenceNode) or len(node.value) != len(tree[1]):
            return "a list, or not; or of another length"
        pairs = zip(node.value, tree[1])
    else:
        if not isinstance(node, MappingNode) or len(node.value) != len(tree[1]):
            return "a mapping, or not; or of another length"
        pairs = [pair for (k, v), (key, value) in zip(node.value, tree[1]) for pair in ((k, key), (v, value))]
    return next((why for why in (differ(n, t) for n, t in pairs) if why), None)


def simple(text):
    """A number as people write it: decimal, without leading zeros, that a double or 64 bits can hold."""
    value = number(text)
    if value is None or re.match(r"[-+]?0[0-9]", text):
        return False
    return abs(value) < 9e18 if isinstance(value, int) else abs(value) < 1e300 and (
        abs(value) > 1e-300 or not re.search("[1-9]", re.split("[eE]", text)[0]))


def judge(data, answer):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "both refuse" if isinstance(answer, str) else "it is no UTF-8"
    node = read(text)
    if isinstance(answer, str):
        return "both refuse" if isinstance(node, str) or node is None else "stricter"
    if isinstance(node, str):
        node, answer = read(mended(text)), json.loads(json.dumps(answer).replace("\\t", " "))
    if isinstance(node, str) or node is None:
        return f"read, or refused: {node}"
    return differ(node, answer) or "same"


for line in open(sys.argv[1], encoding="utf-8"):
    case, answer = json.loads(line)
    print(judge(bytes.fromhex(case), answer).replace("\n", " "))
