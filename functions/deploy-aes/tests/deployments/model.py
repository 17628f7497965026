"""Prints what is wrong with requests, by botocore's models of the APIs."""

import json
import re
import sys

import botocore.loaders
import botocore.model
import botocore.validate

SERVICES = {
    "es": "opensearch",
    "aoss": "opensearchserverless",
    "monitoring": "cloudwatch",
}
loader = botocore.loaders.Loader()


def values(shape, value, place):
    """Enumerations and patterns, which botocore leaves to the services."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            yield from values(shape.members[name], inner, f"{place}.{name}")
    elif shape.type_name == "list":
        for inner in value:
            yield from values(shape.member, inner, f"{place}[]")
    elif shape.type_name == "map":
        for name, inner in value.items():
            yield from values(shape.key, name, f"{place} key")
            yield from values(shape.value, inner, f"{place}.{name}")
    elif shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            yield f"{place}: {value!r} is not in {shape.enum}"
        pattern = shape.metadata.get("pattern")
        # Patterns of services are Java's or Rust's; Python knows most of them.
        try:
            if pattern and not re.fullmatch(pattern, value):
                yield f"{place}: {value!r} does not match {pattern}"
        except re.error:
            pass
        if len(value) > shape.metadata.get("max", len(value)):
            yield f"{place}: longer than {shape.metadata['max']}"


def from_form(form):
    """A form's names, as parameters."""
    parameters = {}
    for name, value in form.items():
        if name not in ("Action", "Version"):
            put(parameters, [part for part in name.split(".") if part != "member"], value)
    return listed(parameters)


def put(target, parts, value):
    if len(parts) == 1:
        target[parts[0]] = value
    else:
        put(target.setdefault(parts[0], {}), parts[1:], value)


def listed(value):
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [listed(value[key]) for key in sorted(value, key=int)]
    return {key: listed(inner) for key, inner in value.items()}


def number(shape, parameters):
    """Texts of a form become what the shape wants."""
    for name, value in parameters.items():
        if shape.members.get(name) is not None and shape.members[name].type_name == "integer":
            parameters[name] = int(value)


def check(request):
    name = SERVICES.get(request["service"], request["service"])
    model = botocore.model.ServiceModel(loader.load_service_model(name, "service-2"))
    operation = model.operation_model(request["operation"])
    shape = operation.input_shape
    body = dict(request["body"] or {})
    if request["is_form"]:
        if body.get("Version") != model.api_version:
            yield f"version {body.get('Version')} is not {model.api_version}"
        parameters = from_form(body)
        number(shape, parameters)
    elif model.protocol.startswith("rest"):
        path = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(operation.http["requestUri"]))
        found = re.fullmatch(path, request["path"])
        if request["method"] != operation.http["method"] or not found:
            yield f"{request['method']} {request['path']} is not {operation.http}"
            return
        by_query = {
            m.serialization.get("name", n): n
            for n, m in shape.members.items()
            if m.serialization.get("location") == "querystring"
        }
        parameters = {**found.groupdict(), **body}
        for query, value in request["query"].items():
            if query not in by_query:
                yield f"query {query} is none of {list(by_query)}"
                continue
            member = by_query[query]
            is_number = shape.members[member].type_name == "integer"
            parameters[member] = int(value) if is_number else value
        for member in body:
            if member in shape.members and shape.members[member].serialization.get("location"):
                yield f"{member} is no part of the body"
    else:
        wanted = f"application/x-amz-json-{model.metadata['jsonVersion']}"
        if request["content_type"] != wanted:
            yield f"{request['content_type']} is not {wanted}"
        parameters = body
    report = botocore.validate.ParamValidator().validate(parameters, shape)
    if report.has_errors():
        yield report.generate_report()
        return
    yield from values(shape, parameters, request["operation"])


problems = [
    f"{request['service']}:{request['operation']}: {problem}"
    for request in json.load(sys.stdin)
    for problem in check(request)
]
print(json.dumps(problems))
