"""Makes user_agents.tsv: pip install ua-parser==1.0.1 ua-parser-builtins; python make_user_agents.py

One rule on each line, columns with a tab between them, empty where there is none:

  kind (u, o, d), flag (i or nothing), needles, pattern, and replacements:
  u family, major, minor; o family, major, minor, patch, patch minor; d family

Needles are texts of which at least one is in every user agent that the pattern matches,
in lower case, with a form feed between them; none where no such texts are known.
"""
import importlib.metadata
import re
import re._constants as c
import re._parser as parser
from ua_parser.user_agent_parser import DEVICE_PARSERS, OS_PARSERS, USER_AGENT_PARSERS

# In so many user agents that they say little.
COMMON = ("build", "android", "applewebkit", "mozilla", "linux", "windows", "version",
          "mobile", "network", "safari", "firefox", "chrome", "gecko", "trident", "like")


def literal(op, arg):
    """The characters that a single item may be, if they are one letter in either case."""
    if op is c.LITERAL:
        return chr(arg).lower()
    if op is c.IN and all(o is c.LITERAL for o, _ in arg):
        letters = {chr(a).lower() for _, a in arg}
        if len(letters) == 1:
            return letters.pop()
    return None


def better(a, b):
    """Of two sets of needles, the one that says more."""
    if not a or not b:
        return a or b
    def key(s):
        return (not any(w in x for x in s for w in COMMON), min(map(len, s)), -len(s))
    return max(a, b, key=key)


def needles(items, shortest):
    """The best set of texts of which one is in whatever the items match, or None."""
    best, run = None, ""
    def end():
        nonlocal best, run
        if len(run) >= shortest:
            best = better(best, {run})
        run = ""
    for op, arg in items:
        letter = literal(op, arg)
        if letter is not None and len(letter) == 1 and letter.isascii():
            run += letter
            continue
        if op is c.AT:
            continue
        end()
        if op is c.SUBPATTERN:
            best = better(best, needles(arg[3], shortest))
        elif op is c.BRANCH:
            parts = [needles(branch, shortest) for branch in arg[1]]
            if all(parts):
                best = better(best, set().union(*parts))
        elif op in (c.MAX_REPEAT, c.MIN_REPEAT) and arg[0] >= 1:
            best = better(best, needles(arg[2], shortest))
    end()
    return best


def line(kind, rule, replacements):
    pattern = rule.user_agent_re.pattern
    flag = "i" if rule.user_agent_re.flags & re.IGNORECASE else ""
    parsed = parser.parse(pattern)
    found = sorted(needles(parsed, 3) or needles(parsed, 2) or [])
    columns = [kind, flag, "\f".join(found), pattern, *(r or "" for r in replacements)]
    assert not any("\t" in column or "\n" in column for column in columns)
    return "\t".join(columns)


lines = [
    *(line("u", r, [r.family_replacement, r.v1_replacement, r.v2_replacement]) for r in USER_AGENT_PARSERS),
    *(line("o", r, [r.os_replacement, r.os_v1_replacement, r.os_v2_replacement, r.os_v3_replacement, r.os_v4_replacement]) for r in OS_PARSERS),
    *(line("d", r, [r.device_replacement]) for r in DEVICE_PARSERS),
]
with open("user_agents.tsv", "w", encoding="utf-8", newline="\n") as file:
    file.writelines(text + "\n" for text in lines)
if __name__ == "__main__":
    none = [l.split("\t") for l in lines if not l.split("\t")[2]]
    print(importlib.metadata.version("ua-parser-builtins"), len(lines), "rules,", len(none), "without needles")
