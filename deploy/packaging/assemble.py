"""Assembles the folder that is uploaded for a deployment. Called by deploy/package; needs only Python 3.9.

Every file whose content may change while its role stays (zips, definitions, nested templates) has the first 16 digits
of its SHA-256 in its name: CloudFormation sees new content under an old key as no change. The placeholders of
templates (`__core.zip__`, `__sfl1.asl__`, `__storage.yaml__`, `__version__`, `__packs.sha__`) become those names.
"""

import argparse
import hashlib
import io
import json
import pathlib
import re
import shutil
import sys
import zipfile

DEPLOY = pathlib.Path(__file__).resolve().parent.parent
# The functions by the name that templates use; each is the binary `<name>-function`.
FUNCTIONS = ("core", "query", "run", "report", "invoke", "assets")
# The earliest time that a zip can hold: the real one would change the digest of equal content.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# Limits of Lambda (developer guide, "Lambda quotas"): a function's code, unpacked, in bytes.
UNPACKED_BYTES = 250 << 20
# A template given by its address (CloudFormation user guide, "Quotas"), in bytes.
TEMPLATE_BYTES = 1 << 20
PLACEHOLDER = re.compile(r"__[a-z0-9][a-z0-9.-]*__")


class Problem(Exception):
    """What cannot be assembled, and what to do."""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def zip_of(bootstrap):
    """A zip with the one program `bootstrap`, executable; the same bytes for the same program."""
    info = zipfile.ZipInfo("bootstrap", ZIP_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # Unix: the mode below means something
    info.external_attr = 0o755 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, bootstrap, compresslevel=9)
    return buffer.getvalue()


class Dist:
    """The folder, and what stands for each placeholder."""

    def __init__(self, out):
        self.out = out
        self.files = {}
        self.names = {}

    def write(self, key, data):
        path = self.out / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.files[key] = {"sha256": sha256(data), "bytes": len(data)}

    def write_by_content(self, placeholder, folder, stem, suffix, data):
        key = f"{folder}/{stem}-{sha256(data)[:16]}{suffix}"
        self.write(key, data)
        self.names[placeholder] = key

    def fill(self, source):
        """The template's text with every placeholder replaced."""

        def name(found):
            if found.group() not in self.names:
                raise Problem(f"{source}: nothing stands for {found.group()}; there are {', '.join(sorted(self.names))}")
            return self.names[found.group()]

        return PLACEHOLDER.sub(name, source.read_text()).encode()


def add_functions(dist, binaries):
    for name in FUNCTIONS:
        path = binaries / f"{name}-function" / "bootstrap"
        if not path.is_file():
            raise Problem(f"{path} is not there; build it by running deploy/package without --no-build")
        program = path.read_bytes()
        if len(program) > UNPACKED_BYTES:
            raise Problem(f"{path} has {len(program)} bytes, and a function has room for {UNPACKED_BYTES}")
        dist.write_by_content(f"__{name}.zip__", "functions", name, ".zip", zip_of(program))


def add_machines(dist):
    for path in sorted((DEPLOY / "machines").glob("*.asl.json")):
        stem = path.name[: -len(".asl.json")]
        dist.write_by_content(f"__{stem}.asl__", "machines", stem, ".asl.json", path.read_bytes())


def add_packs(dist, packs):
    digest = hashlib.sha256()
    for path in sorted(path for path in packs.rglob("*") if path.is_file()):
        key = f"packs/{path.relative_to(packs).as_posix()}"
        dist.write(key, path.read_bytes())
        digest.update(f"{key} {dist.files[key]['sha256']}\n".encode())
    # With a word before it no reader of YAML takes the digest for a number.
    dist.names["__packs.sha__"] = f"sha256-{digest.hexdigest()}"


def add_templates(dist):
    """Nested templates first, since the root names them by content; what the root does not name keeps its own name."""
    templates = {path.name: path for path in sorted((DEPLOY / "templates").glob("*.yaml"))}
    root = templates.pop("root.yaml").read_text()
    for name, path in templates.items():
        data = checked_size(path, dist.fill(path))
        if f"__{name}__" in root:
            dist.write_by_content(f"__{name}__", "templates", path.stem, ".yaml", data)
        else:
            dist.write(f"templates/{name}", data)
    path = DEPLOY / "templates" / "root.yaml"
    dist.write("templates/root.yaml", checked_size(path, dist.fill(path)))


def checked_size(path, data):
    if len(data) > TEMPLATE_BYTES:
        raise Problem(f"{path} has {len(data)} bytes, and CloudFormation reads {TEMPLATE_BYTES}")
    return data


def version():
    """The version of the workspace, without a reader of TOML (Python 3.9 has none)."""
    text = (DEPLOY.parent / "Cargo.toml").read_text()
    return re.search(r'^\[workspace\.package\]\nversion = "([^"]+)"', text, re.MULTILINE).group(1)


def assemble(binaries, arch, packs, out):
    shutil.rmtree(out, ignore_errors=True)
    dist = Dist(out)
    dist.names["__version__"] = version()
    add_functions(dist, binaries)
    add_machines(dist)
    add_packs(dist, packs)
    add_templates(dist)
    manifest = {"version": version(), "arch": arch, "files": dict(sorted(dist.files.items()))}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return dist


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("--binaries", "--packs", "--out"):
        parser.add_argument(name, type=pathlib.Path, required=True)
    parser.add_argument("--arch", choices=("x86_64", "arm64"), required=True)
    given = parser.parse_args()
    try:
        dist = assemble(given.binaries, given.arch, given.packs, given.out)
    except Problem as problem:
        sys.exit(f"package: {problem}")
    for name in FUNCTIONS:
        key = dist.names[f"__{name}.zip__"]
        print(f"{key}  {dist.files[key]['bytes'] / 1e6:.1f} MB")
    print(f"{given.out}: {len(dist.files)} files for {given.arch}")


if __name__ == "__main__":
    main()
